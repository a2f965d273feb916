import { printable } from '../../engine/image/printable.ts';

/** Text of many lines as lines that are safe to show: tabs become spaces, everything else that is not a character is spelled out. */
export function printableLines(text: string): string[] {
  return text.split('\n').map((line) => printable(line.replaceAll('\t', '    ').replace(/\r$/, ''), 4096));
}
