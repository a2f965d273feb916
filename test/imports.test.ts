import { describe, expect, it } from 'vitest';
import { chainsFrom, importsBelow, importsOf } from './fixtures/imports.ts';

interface Rule {
  readonly from: RegExp;
  /** What may be imported. */
  readonly values: RegExp;
  /** What may be imported as a type only, besides. */
  readonly types?: RegExp;
}

/** Who may import whom. The first row that fits a file is the one that holds. */
const RULES: readonly Rule[] = [
  {
    from: /^engine\/(errors|file-trouble|is-writable|json|kill-quietly|make-directory|monotonic|number-list|read-if-there|tool-environment)\.ts$/,
    values: /^(node:(fs|path))?$/,
  },
  { from: /^engine\/apparmor\//, values: /^(node:|engine\/((errors|read-if-there|tool-environment)\.ts|apparmor\/))/ },
  { from: /^engine\/selinux\//, values: /^(node:|engine\/((errors|read-if-there|tool-environment)\.ts|selinux\/))/ },
  { from: /^engine\/elf\//, values: /^engine\/elf\// },
  { from: /^engine\/image\//, values: /^(node:|engine\/(errors\.ts|image\/))/ },
  { from: /^engine\/syscall\//, values: /^(node:|koffi$|engine\/(errors\.ts|syscall\/))/ },
  {
    from: /^engine\/stub\//,
    values: /^(node:|engine\/((errors|make-directory|monotonic|number-list)\.ts|elf\/|syscall\/|stub\/))/,
  },
  { from: /^engine\/log\//, values: /^(node:|engine\/log\/)/ },
  { from: /^engine\/monitor\//, values: /^(node:|engine\/(errors\.ts|elf\/|syscall\/|stub\/|log\/|monitor\/))/ },
  { from: /^engine\/reaper\//, values: /^engine\/(elf|stub|reaper)\// },
  {
    from: /^engine\/seccomp\//,
    values: /^(node:|engine\/(errors\.ts|syscall\/numbers\.ts|seccomp\/))/,
    types: /^engine\/bundle\/runtime-spec\.ts$/,
  },
  { from: /^engine\/registry\//, values: /^(node:|undici$|engine\/((errors|read-if-there)\.ts|image\/|registry\/))/ },
  {
    from: /^engine\/store\//,
    values: /^(node:|engine\/((errors|file-trouble|make-directory|monotonic)\.ts|image\/|syscall\/|store\/))/,
    types: /^engine\/(bundle\/mount-request|log\/log-config)\.ts$/,
  },
  {
    from: /^engine\/layer\//,
    values: /^(node:|tar$|engine\/((errors|lies-on-overlay|tool-environment)\.ts|image\/|syscall\/|layer\/))/,
  },
  { from: /^engine\/embedded\//, values: /^(node:|engine\/(errors\.ts|elf\/|image\/|embedded\/))/ },
  {
    from: /^engine\/bundle\//,
    values: /^(node:|engine\/((errors|number-list)\.ts|apparmor\/|image\/|seccomp\/|selinux\/|bundle\/))/,
  },
  {
    from: /^engine\/cgroup\//,
    values:
      /^(node:|engine\/((errors|is-writable|kill-quietly|number-list|tool-environment)\.ts|syscall\/(mount-tree|mountinfo)\.ts$|cgroup\/))/,
    types: /^engine\/bundle\//,
  },
  {
    from: /^engine\/runtime\//,
    values:
      /^(node:|engine\/((errors|exit-codes|initial-user-namespace|kill-quietly|make-directory|number-list|read-if-there|tool-environment)\.ts|apparmor\/|elf\/|image\/|syscall\/|stub\/|seccomp\/|selinux\/|bundle\/|cgroup\/|monitor\/|runtime\/))/,
  },
  {
    from: /^engine\/lifecycle\//,
    values:
      /^(node:|engine\/((errors|kill-quietly|make-directory)\.ts|apparmor\/|syscall\/|stub\/|seccomp\/|selinux\/|bundle\/|cgroup\/|network\/|runtime\/|lifecycle\/))/,
  },
  {
    from: /^engine\/record\//,
    values: /^(node:|engine\/((errors|make-directory)\.ts|record\/))/,
    types: /^engine\/json\.ts$/,
  },
  {
    from: /^engine\/network\//,
    values:
      /^(node:|engine\/((errors|make-directory|read-if-there|tool-environment)\.ts|image\/|syscall\/|bundle\/|network\/))/,
  },
  { from: /^engine\//, values: /^(node:|engine\/)/ },
  { from: /^machines\/actors\/(real|dry|replayed)\b/, values: /^(node:|xstate|machines\/|engine\/)/ },
  { from: /^machines\//, values: /^(xstate|machines\/(?!actors\/(real|dry|replayed)\b))/, types: /^engine\// },
  {
    from: /^cli\/inspector\/page\//,
    values: /^(preact\b|@preact\/signals$|machines\/|cli\/inspector\/page\/|cli\/panes\/|cli\/predict\/)/,
    types: /^engine\//,
  },
  {
    from: /^cli\/inspector\/share\//,
    values: /^(node:|qr$|machines\/errors\.ts$|engine\/errors\.ts$|cli\/)/,
    types: /^machines\//,
  },
  { from: /^cli\/go-template\//, values: /^cli\/go-template\// },
  { from: /^cli\/chart\//, values: /^(xstate$|machines\/|engine\/errors\.ts$|cli\/chart\/)/, types: /^elkjs$/ },
  {
    // Pure: the same panes and questions for a terminal and for a browser.
    from: /^cli\/(panes|predict)\//,
    values: /^(machines\/(story|steps|traced-line|binary-size)\.ts$|cli\/(panes|predict)\/)/,
    types: /^(machines\/|cli\/lesson\/|engine\/)/,
  },
  {
    from: /^cli\/inspector\/bridges\//,
    values: /^(node:|xstate$|ws$|@statelyai\/inspect$|learn-run-xstate-4$|engine\/|cli\/)/,
    types: /^machines\//,
  },
  { from: /^cli\//, values: /^(node:|commander$|xstate|package\.json$|machines\/|engine\/|cli\/)/ },
];

const CHARTS = ['machines/run.ts', 'machines/pull.ts', 'machines/layer.ts', 'machines/container.ts'];
const imports = importsBelow(['engine', 'machines', 'cli']);

describe('who imports whom', () => {
  it.each(RULES.map((rule) => [rule.from.source, rule] as const))('holds for %s', (_, rule) => {
    const mine = imports.filter(({ from }) => RULES.find((one) => one.from.test(from)) === rule);
    const offences = mine
      .filter(({ to, kind }) => !rule.values.test(to) && !(kind === 'type' && rule.types?.test(to)))
      .map(({ from, to, kind }) => `${chainTo(from)} → ${to} (${kind})`);
    expect(offences).toEqual([]);
  });

  it('lets nothing of Node or of the engine into what runs in a browser', () => {
    for (const entry of [...CHARTS, 'machines/actors/logic.ts', 'machines/actors/pace.ts']) {
      const chains = [...chainsFrom(entry, imports, ['value', 'lazy'])];
      const offences = chains.filter(([file]) => /^(node:|engine\/|cli\/)/.test(file));
      expect(offences.map(([, chain]) => chain.join(' → '))).toEqual([]);
    }
  });

  it('lets nothing of Node or of the engine into panes and questions, which a page may show too', () => {
    for (const entry of ['cli/panes/panes.ts', 'cli/predict/predictions.ts']) {
      const chains = [...chainsFrom(entry, imports, ['value', 'lazy'])];
      expect(chains.length).toBeGreaterThan(1);
      const offences = chains.filter(([file]) => /^(node:|engine\/)/.test(file));
      expect(offences.map(([, chain]) => chain.join(' → '))).toEqual([]);
    }
  });

  it('lets a replay reach nothing that needs Linux, privileges or a network', () => {
    const realWork = /^engine\/(cgroup|layer|network|registry|runtime|seccomp|store|stub|syscall)\//;
    for (const entry of ['machines/actors/replayed.ts', 'cli/commands/replay.ts', 'cli/commands/runs.ts']) {
      const chains = [...chainsFrom(entry, imports, ['value', 'lazy'])];
      expect(chains.filter(([file]) => realWork.test(file)).map(([, chain]) => chain.join(' → '))).toEqual([]);
    }
  });

  it('lets only lazy imports reach the libraries that are slow to load', () => {
    for (const entry of ['cli/main.ts', 'engine/engine.ts', 'machines/actors/real.ts']) {
      const chains = [...chainsFrom(entry, imports, ['value'])];
      const offences = chains.filter(([file]) =>
        /^(undici|tar|koffi|ws|@statelyai\/inspect|learn-run-xstate-4)$/.test(file),
      );
      expect(offences.map(([, chain]) => chain.join(' → '))).toEqual([]);
    }
  });
});

describe('the reader of imports', () => {
  it('tells values, types and lazy imports apart', () => {
    const text = `
      import fs from 'node:fs';
      import type { A } from '../image/digest.ts';
      import { type B } from './b.ts';
      export * from './c.ts';
      export type { D } from './d.ts';
      const undici = await import('undici');
      const koffi = require('koffi');
      let e: import('./e.ts').E;
      // import 'comment'
      const text = "import 'string'";`;
    expect(importsOf('engine/store/a.ts', text).map(({ to, kind }) => [to, kind])).toEqual([
      ['node:fs', 'value'],
      ['engine/image/digest.ts', 'type'],
      ['engine/store/b.ts', 'value'],
      ['engine/store/c.ts', 'value'],
      ['engine/store/d.ts', 'type'],
      ['undici', 'lazy'],
      ['koffi', 'lazy'],
      ['engine/store/e.ts', 'type'],
    ]);
  });
});

/** How the offending file is reached from an actor or a command, for the person who has to mend it. */
function chainTo(file: string): string {
  const entries = imports
    .map(({ from }) => from)
    .filter((from) => /^(cli\/main|machines\/actors\/real)\.ts$/.test(from));
  const chains = [...new Set(entries)].map((entry) => chainsFrom(entry, imports, ['value', 'type', 'lazy']).get(file));
  return (chains.find((chain) => chain !== undefined) ?? [file]).join(' → ');
}
