import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellFile, shellLine, shellLines } from '../../../cli/export/shell.ts';
import fc from '../../fixtures/properties.ts';

/** What a shell makes of the words. */
const readBack = (line: string) =>
  execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

const word = fc.string({ unit: fc.constantFrom(...`aZ0 '"$\`\\!*?~#;&|<>(){}[]\n\t=-é`.split('')) });

describe('words for a shell', () => {
  it('are read back as they were, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        expect(readBack(shellLine(words))).toEqual(words);
        expect(readBack(shellLines('', [words]))).toEqual(words);
      }),
      { numRuns: 60 },
    );
  });

  it('stand as they are where a shell sees nothing in them', () => {
    expect(shellLine(['docker', 'run', '--memory=64m', '/a/b:/c:ro'])).toBe('docker run --memory=64m /a/b:/c:ro');
  });

  it('stay a comment on top of a file, over however many lines', () => {
    expect(shellFile(["learn-run run cat 'a\ntouch x'"], 'true')).toContain(
      "# learn-run run cat 'a\n# touch x'\nset -eu\n",
    );
  });
});
