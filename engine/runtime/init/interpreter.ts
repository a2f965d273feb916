import { ELF_HEADER_BYTES, interpreterIn, programHeadersOf, type Stretch } from '../../elf/program-headers.ts';
import type { Caller } from '../../stub/call.ts';
import { close, pread } from '../../stub/calls/descriptors.ts';
import { open, readlink } from '../../stub/calls/files.ts';

/** Bytes that the kernel reads of a file to see how it is run. @see linux/binfmts.h BINPRM_BUF_SIZE */
const HEAD_BYTES = 256;
/** As many as are read of any part of a file: more than the headers and the names of honest ones need. */
const MOST_BYTES = 4096;

/** The first bytes of a program; undefined where this user may not read it. */
export function headOf(init: Caller, path: string): Promise<Buffer | undefined> {
  return reading(init, path, (readAt) => readAt({ offset: 0, length: HEAD_BYTES }));
}

/** What a script's first line says behind `#!`; undefined where it is no script. */
export function scriptLine(head: Buffer): string | undefined {
  return /^#![ \t]*([^\n]*)/.exec(head.toString('latin1'))?.[1];
}

/** The program by which the kernel runs this one: of a script that of its first line, of an ELF program its dynamic loader. */
export function interpreterOf(init: Caller, path: string): Promise<string | undefined> {
  return reading(init, path, async (readAt) => {
    const head = await readAt({ offset: 0, length: HEAD_BYTES });
    const headers = programHeadersOf(head.subarray(0, ELF_HEADER_BYTES));
    if (!headers) return scriptLine(head)?.split(/[ \t]/)[0];
    const name = interpreterIn(await readAt(headers), headers);
    return name && untilNul(await readAt(name));
  });
}

/** What a link says that it leads to; undefined where it is no link. */
export async function linkTarget(init: Caller, path: string): Promise<string | undefined> {
  const [target] = await init.tryAll([readlink(path)]);
  return Buffer.isBuffer(target) ? target.toString() : undefined;
}

/** @returns undefined where the file cannot be read */
async function reading<Result>(
  init: Caller,
  path: string,
  work: (readAt: (where: Stretch) => Promise<Buffer>) => Promise<Result>,
): Promise<Result | undefined> {
  const [fd] = await init.tryAll([open(path)]);
  if (typeof fd !== 'number') return undefined;
  try {
    return await work(({ offset, length }) => init.call(pread(fd, Math.min(length, MOST_BYTES), offset)));
  } catch {
    return undefined;
  } finally {
    await init.tryAll([close(fd)]);
  }
}

function untilNul(bytes: Buffer): string | undefined {
  return bytes.toString('latin1').replace(/\0.*$/s, '') || undefined;
}
