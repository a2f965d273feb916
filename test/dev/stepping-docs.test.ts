import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PANES } from '../../cli/panes/pane.ts';
import { KINDS } from '../../cli/predict/kinds.ts';
import { helpScreen } from '../../cli/terminal/step-view/help.ts';
import { LIFECYCLE, STEPS } from '../../machines/steps.ts';
import { frame } from '../fixtures/stepping.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = read('docs/stepping.md');

/** The first cells of the table below a heading. */
function cellsBelow(heading: string): string[] {
  const section = page.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  return [...section.matchAll(/^\| (?!---)(.*?) \|/gm)].map(([, cell]) => cell!).slice(1);
}

const codes = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);

describe('docs/stepping.md', () => {
  it('names every pane, in their order', () => {
    expect(cellsBelow('The panes').flatMap(codes)).toEqual(PANES);
  });

  it('names every kind of question, at the state before whose step it is asked', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| ((?:`[a-z-]+`(?:, )?)+) \|$/gm)];
    const told = Object.fromEntries(rows.map(([, state, names]) => [state, codes(names!)]));
    for (const state of LIFECYCLE) {
      const own = KINDS.filter(({ at }) => STEPS[at].lifecycle === state).map(({ name }) => name);
      expect(told[state]?.toSorted(), state).toEqual(own.toSorted());
    }
  });

  it('names every key that the help screen has, and the help screen every key that it names', () => {
    const help = helpScreen(frame()).join('\n');
    const keys = cellsBelow('The screen')
      .flatMap(codes)
      .filter((key) => key !== '→' && key !== '←');
    for (const key of keys) if (!/^[1-9]$/.test(key) && key !== 'Y') expect(help, key).toContain(key);
    const shown = help.split('\n').flatMap((line) => /^ (\S.{19}) /.exec(line)?.[1]?.trim().split(/[ ,]+/) ?? []);
    const letters = shown.filter((key) => /^[a-zA-Z?/]$/.test(key) && key !== '?');
    expect(letters.filter((key) => !keys.includes(key))).toEqual([]);
  });

  it('names every option that the help of run has about stepping', () => {
    const { TEACHING_FLAGS } = { TEACHING_FLAGS: read('cli/options/teaching.ts') };
    const flags = [...TEACHING_FLAGS.matchAll(/long: '(--[a-z-]+)'/g)].map(([, flag]) => flag!);
    const others = ['--keep', '--record', '--no-record', '--simulate', '--offline', '--registry', '--dry-run'];
    expect(flags.filter((flag) => !others.includes(flag) && !page.includes(`\`${flag}`))).toEqual([]);
  });

  it('names every kind of line that --json writes', () => {
    const source = read('cli/terminal/step-json.ts');
    const written = [...source.matchAll(/kind: '(\w+)'/g)].map(([, kind]) => kind!);
    expect(new Set(cellsBelow('As JSON').flatMap(codes))).toEqual(new Set(written));
  });

  it('says one sentence a line', () => {
    const text = page.replaceAll(/```.*?```/gs, '');
    const lines = text.split('\n').filter((line) => !/^([-#|]|\d+\.)/.test(line));
    expect(lines.filter((line) => /[.?!] [A-Z]/.test(line))).toEqual([]);
  });
});
