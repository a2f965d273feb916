import { closeSync, constants, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What is in a container's file `status`: zeros until it has ended, and then struct siginfo as waitid(2) fills it, struct
 * rusage, and the time. Written over, and another one for another run: who has opened it sees how that one ended, also
 * when the container is removed or runs anew.
 */
export const STATUS_SIZE = 288;

const SI_CODE = 8;
const SI_STATUS = 24;
const RUSAGE = 128;
const TIME = 272;
const CLD_EXITED = 1;
const CLD_KILLED = 2;
const CLD_DUMPED = 3;

/** How the first process of a container ended. */
export interface EndingStatus {
  /** One of the two is set; neither where whoever waited for it could not tell. */
  readonly code: number | undefined;
  readonly signal: number | undefined;
  readonly hasDumpedCore: boolean;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Microseconds of processor time, and the most memory that it had, in bytes. */
  readonly usage: { readonly user: number; readonly system: number; readonly maxResident: number };
}

/** What the bytes of the file say; undefined where the container has not ended. */
export function parseStatus(bytes: Buffer): EndingStatus | undefined {
  if (bytes.length < STATUS_SIZE) return undefined;
  const time = millisecondsAt(bytes, TIME);
  if (time === 0) return undefined;
  const [kind, value] = [bytes.readInt32LE(SI_CODE), bytes.readInt32LE(SI_STATUS)];
  return {
    code: kind === CLD_EXITED ? value : undefined,
    signal: kind === CLD_KILLED || kind === CLD_DUMPED ? value : undefined,
    hasDumpedCore: kind === CLD_DUMPED,
    time,
    usage: {
      user: microsecondsAt(bytes, RUSAGE),
      system: microsecondsAt(bytes, RUSAGE + 16),
      maxResident: Number(bytes.readBigInt64LE(RUSAGE + 32)) * 1024,
    },
  };
}

/** The same bytes, written by who is no monitor. */
export function formatStatus({ code, signal, hasDumpedCore, time }: Omit<EndingStatus, 'usage'>): Buffer {
  const bytes = Buffer.alloc(STATUS_SIZE);
  const killed = hasDumpedCore ? CLD_DUMPED : CLD_KILLED;
  if (code !== undefined || signal !== undefined) {
    bytes.writeInt32LE(signal === undefined ? CLD_EXITED : killed, SI_CODE);
    bytes.writeInt32LE(signal ?? code!, SI_STATUS);
  }
  bytes.writeBigInt64LE(BigInt(Math.floor(time / 1000)), TIME);
  bytes.writeBigInt64LE(BigInt(time % 1000) * 1_000_000n, TIME + 8);
  return bytes;
}

const pathIn = (directory: string) => join(directory, 'status');

/** Makes the file, which says that the container has not ended. One of an earlier run is what those have who opened it. */
export function createStatusFile(directory: string): void {
  rmSync(pathIn(directory), { force: true });
  writeFileSync(pathIn(directory), Buffer.alloc(STATUS_SIZE), { mode: 0o600, flag: 'wx' });
}

/** Says how the container has ended, to those too who have the file open. */
export function writeStatus(directory: string, ending: Omit<EndingStatus, 'usage'>): void {
  const fd = openSync(pathIn(directory), constants.O_WRONLY | constants.O_NOFOLLOW);
  try {
    writeSync(fd, formatStatus(ending), 0, STATUS_SIZE, 0);
  } finally {
    closeSync(fd);
  }
}

/** The file, open: what it says can be read when the container is gone too. */
export class StatusFile implements Disposable {
  readonly #fd: number;

  /** @throws Node's own error where there is no such file */
  constructor(directory: string) {
    this.#fd = openSync(pathIn(directory), constants.O_RDONLY | constants.O_NOFOLLOW);
  }

  /** Undefined as long as the container has not ended. */
  read(): EndingStatus | undefined {
    const bytes = Buffer.alloc(STATUS_SIZE);
    return parseStatus(bytes.subarray(0, readSync(this.#fd, bytes, 0, STATUS_SIZE, 0)));
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}

/** What the container's file says; undefined where it has not ended, and where there is no such file. */
export function readStatus(directory: string): EndingStatus | undefined {
  try {
    using file = new StatusFile(directory);
    return file.read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** struct timespec, as milliseconds. */
function millisecondsAt(bytes: Buffer, at: number): number {
  return Number(bytes.readBigInt64LE(at)) * 1000 + Math.floor(Number(bytes.readBigInt64LE(at + 8)) / 1_000_000);
}

/** struct timeval, as microseconds. */
function microsecondsAt(bytes: Buffer, at: number): number {
  return Number(bytes.readBigInt64LE(at)) * 1_000_000 + Number(bytes.readBigInt64LE(at + 8));
}
