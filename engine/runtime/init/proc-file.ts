import { constants } from 'node:fs';
import type { Caller } from '../../stub/call.ts';
import { close, read, write } from '../../stub/calls/descriptors.ts';
import { open } from '../../stub/calls/files.ts';

/** Writes the text to a file of procfs that must be there, in one call as the kernel wants it. */
export async function writeProcFile(init: Caller, path: string, text: string): Promise<void> {
  const fd = await init.call(open(path, constants.O_WRONLY | constants.O_NOFOLLOW));
  try {
    await init.call(write(fd, text));
  } finally {
    await init.call(close(fd));
  }
}

/** How much is read at a time. */
const CHUNK = 65_536;

/** The whole text of a file as init sees it. */
export async function readText(init: Caller, path: string): Promise<string> {
  const fd = await init.call(open(path));
  const chunks: Buffer[] = [];
  try {
    for (let chunk = await init.call(read(fd, CHUNK)); chunk.length > 0; chunk = await init.call(read(fd, CHUNK))) {
      chunks.push(Buffer.from(chunk));
    }
  } finally {
    await init.call(close(fd));
  }
  return Buffer.concat(chunks).toString();
}
