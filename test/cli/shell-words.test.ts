import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { splitWords } from '../../cli/shell-words.ts';
import fc from '../fixtures/properties.ts';

/** What a shell makes of it; undefined where it does not take it. */
function shellsWords(line: string): string[] | undefined {
  try {
    const script = `printf '%s\\0' w ${line}`;
    const out = execFileSync('sh', ['-fc', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return out.split('\0').slice(1, -1);
  } catch {
    return undefined;
  }
}

/** Signs that mean something to a shell, without those that it expands, and no comment. */
const line = fc.string({ unit: fc.constantFrom(...`aZ '"\\\n\t=-é`.split('')), maxLength: 20 });

describe('splitWords', () => {
  it.each([
    ['learn-run  pull x', ['learn-run', 'pull', 'x']],
    [`-e A='b c' "d e"`, ['-e', 'A=b c', 'd e']],
    [`''`, ['']],
    ['', []],
    ['a \\\n  b', ['a', 'b']],
    ['a\\ b', ['a b']],
    [`-e "A=say \\"hi\\""`, ['-e', 'A=say "hi"']],
    [`'a | b'`, ['a | b']],
  ])('cuts %j', (text, words) => expect(splitWords(text)).toEqual(words));

  it('cuts as a shell does, and refuses what a shell refuses', () => {
    fc.assert(
      fc.property(line, (text) => {
        const wanted = shellsWords(text);
        // A line feed outside of quotes begins another command: here it is a blank, as in a line that is pasted. And a
        // backslash at the very end stands for itself there; here something was lost behind it.
        if (wanted === undefined || text.includes('\n') || text.endsWith('\\')) return;
        expect(splitWords(text)).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  });

  it.each(['a | b', 'a && b', 'a; b', 'a >b', '(a)'])('refuses more than one command: %j', (text) => {
    expect(() => splitWords(text)).toThrow('more than one command');
  });

  it.each([`a 'b`, `a "b`, 'a\\'])('refuses what does not end: %j', (text) => {
    expect(() => splitWords(text)).toThrow('without its other half');
  });
});
