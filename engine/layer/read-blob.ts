import { read as readCallback } from 'node:fs';
import { promisify } from 'node:util';

const read = promisify(readCallback);
const READ_BYTES = 256 * 1024;
/** The longest of the marks by which a compression is known: of xz. */
const START_BYTES = 6;

/**
 * The bytes of an open file, pipe or socket, from where it stands to its end. The first piece has enough of them to tell how they are
 * compressed, however slowly they come.
 *
 * Every piece lies in the same memory and is gone with the next step: fresh memory for each costs more than reading it.
 */
export async function* readBlob(fd: number): AsyncGenerator<Buffer, void, undefined> {
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  for (let least = START_BYTES; ; least = 1) {
    const length = await fill(fd, buffer, least);
    if (length === 0) return;
    yield buffer.subarray(0, length);
  }
}

/** Reads until there are so many bytes, or no more come; returns how many there are. */
async function fill(fd: number, buffer: Buffer, least: number): Promise<number> {
  let length = 0;
  while (length < least) {
    const { bytesRead } = await read(fd, buffer, length, READ_BYTES - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}
