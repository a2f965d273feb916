import { styleText } from 'node:util';
import type { Io, Output } from '../../io.ts';
import { qrCode, qrLines } from './qr-code.ts';
import type { WayIn } from './shared-class.ts';

/** Lines of the terminal that something else needs beside the code: the address, the way on. */
const LINES_BESIDE = 6;

/**
 * Prints where a class comes in: a QR code where a person sits at a terminal that has room for it, and always the address
 * and the code, a line each, to be read out.
 */
export function showClass(classroom: WayIn, { stderr }: Pick<Io, 'stderr'>, isPlain = false): void {
  const { address, code, place, link } = classroom;
  const picture = qrLines(qrCode(link));
  if (!isPlain && hasRoom(stderr, picture))
    stderr.write(`\n${picture.map((line) => `  ${whiteOnBlack(line, stderr)}\n`).join('')}\n`);
  stderr.write(`Class: ${address}\nCode:  ${code}\n`);
  const [first, ...more] = place.others.map((other) => `${other.address} (${other.device})`);
  if (first === undefined) return;
  stderr.write(`That is ${place.device}. --share=ADDRESS takes another: ${[first, ...more].join(', ')}.\n`);
}

/** In any colours of a terminal; without colours it is as a dark one has it. */
const whiteOnBlack = (line: string, stream: Output) =>
  styleText(['whiteBright', 'bgBlack'], line, { stream, validateStream: true });

function hasRoom({ isTTY, columns = 0, rows = 0 }: Output, picture: readonly string[]): boolean {
  const width = picture[0]!.length + 2;
  return isTTY === true && columns >= width && rows >= picture.length + LINES_BESIDE;
}
