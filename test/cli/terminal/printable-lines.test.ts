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

  it('spells out everything else that would move the cursor', () => {
    expect(printableLines('a\u001b[2J\r\nb\r')).toEqual(['a\\u{1b}[2J', 'b']);
  });
});
