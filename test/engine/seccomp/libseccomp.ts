import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Seccomp, SeccompRule } from '../../../engine/bundle/runtime-spec.ts';
import { verdictOf } from '../../../engine/seccomp/actions.ts';

/** Why libseccomp cannot be asked here; undefined where it can. */
export const whyNoLibseccomp = reason();

function reason(): string | undefined {
  const found = spawnSync('sh', ['-c', 'echo "#include <seccomp.h>" | cc -E -'], { stdio: 'ignore' });
  return found.status === 0 ? undefined : 'needs a C compiler and libseccomp: apt-get install gcc libseccomp-dev';
}

/** libseccomp as a compiler of policies, built for the tests. The caller removes it. */
export class Libseccomp {
  readonly #directory = mkdtempSync(join(tmpdir(), 'learn-run-libseccomp-'));
  readonly #program = join(this.#directory, 'oracle');

  constructor() {
    const source = join(import.meta.dirname, 'libseccomp-oracle.c');
    execFileSync('cc', ['-Wall', '-Werror', '-o', this.#program, source, '-lseccomp']);
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true });
  }

  /** The filter of a policy, and the names that this libseccomp does not know. */
  compile(seccomp: Seccomp): { program: Buffer; unknown: readonly string[] } {
    const { stdout, stderr, status } = spawnSync(this.#program, { input: asWords(seccomp) });
    const said = stderr.toString();
    if (status !== 0) throw new Error(`libseccomp refuses the policy: ${said}`);
    return { program: stdout, unknown: said.split('\n').filter((name) => name !== '') };
  }
}

const OPERATORS = ['', 'NE', 'LT', 'LE', 'EQ', 'GE', 'GT', 'MASKED_EQ'].map((name) => `SCMP_CMP_${name}`);

function asWords({ defaultAction, defaultErrnoRet, architectures = [], syscalls = [] }: Seccomp): string {
  const fallback = verdictOf(defaultAction, defaultErrnoRet);
  const rules = syscalls.filter(({ action, errnoRet }) => verdictOf(action, errnoRet) !== fallback);
  const lines = [
    `default ${fallback}`,
    ...architectures.map((name) => `arch ${name.replace('SCMP_ARCH_', '').toLowerCase()}`),
    ...rules.flatMap((rule) => rule.names.flatMap((name) => ruleWords(rule, name))),
  ];
  return lines.join('\n');
}

/** A rule in which two conditions are about the same argument is as many rules. */
function ruleWords({ action, errnoRet, args = [] }: SeccompRule, name: string): string[] {
  const isRepeated = new Set(args.map(({ index }) => index)).size < args.length;
  return (isRepeated ? args.map((one) => [one]) : [args]).map((some) => {
    const conditions = some.flatMap(({ index, op, value, valueTwo = 0 }) => [
      index,
      OPERATORS.indexOf(op),
      value,
      valueTwo,
    ]);
    return ['rule', verdictOf(action, errnoRet), name, some.length, ...conditions].join(' ');
  });
}
