import { StringDecoder } from 'node:string_decoder';
import { printableLines } from '../printable-lines.ts';

/** Cuts chunks into lines that are safe to show, however the chunks are cut; a line is handed on when it is whole. */
export function lineCopier(hand: (lines: readonly string[]) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = (lines.pop() as string).slice(-4096);
    hand(lines.slice(-200).flatMap(printableLines));
  };
}
