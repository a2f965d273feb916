import { read as readCallback } from 'node:fs';
import { promisify } from 'node:util';

const read = promisify(readCallback);
const READ_BYTES = 256 * 1024;

/**
 * The bytes of an open file, pipe or socket, from where it stands to its end.
 *
 * Every piece lies in the same memory and is gone with the next step: fresh memory for each costs more than reading it.
 */
export async function* readBlob(fd: number): AsyncGenerator<Buffer, void, undefined> {
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  for (;;) {
    const { bytesRead } = await read(fd, buffer, 0, READ_BYTES, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
