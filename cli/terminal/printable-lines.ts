import { printable } from '../../engine/image/printable.ts';
import { cells } from './step-view/text.ts';

/** Text of many lines as lines that are safe to show: tabs become spaces, everything else that is not a character is spelled out. */
export function printableLines(text: string): string[] {
  return text.split('\n').map((line) => printable(withoutTabs(line).replace(/\r$/, ''), 4096));
}

/** One line with spaces up to where a terminal puts what stands behind a tab: at every eighth cell. */
export function withoutTabs(line: string): string {
  const [first = '', ...others] = line.split('\t');
  let [shown, width] = [first, cells(first)];
  for (const part of others) {
    const gap = 8 - (width % 8);
    shown += ' '.repeat(gap) + part;
    width += gap + cells(part);
  }
  return shown;
}
