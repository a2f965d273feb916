import { describe, expect, it } from 'vitest';
import { printableLines } from '../../../cli/terminal/printable-lines.ts';

describe('printableLines', () => {
  it('puts what stands behind a tab where a terminal would', () => {
    expect(printableLines('a\tb\tc\nlonger\tb\n\tc\n12345678\td')).toEqual([
      'a       b       c',
      'longer  b',
      '        c',
      '12345678        d',
    ]);
  });

  it('counts cells, not characters', () => {
    expect(printableLines('日本\tx')).toEqual(['日本    x']);
  });

  // Counted from its beginning at each tab, such a line took half a minute, which is longer than a test may.
  it('takes a line of thousands of tabs', () => {
    expect(printableLines('\t'.repeat(16_384))).toEqual([expect.stringMatching(/^ {4096}/)]);
  });

  it('spells out everything else that would move the cursor', () => {
    expect(printableLines('a\u001b[2J\r\nb\r')).toEqual(['a\\u{1b}[2J', 'b']);
  });
});
