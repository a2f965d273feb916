import {
  fchmodSync,
  fstatSync,
  fsync as fsyncCallback,
  ftruncateSync,
  read as readCallback,
  renameSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Descriptor } from '../image/descriptor.ts';
import { algorithmOf, Digester } from '../image/digest.ts';
import type { Syscalls } from '../syscall/syscalls.ts';
import { syncDirectory } from './atomic-file.ts';
import { BackgroundWriter, WriteFailed } from './background-writer.ts';
import { asStoreError, onDisk, refuseWithoutRoom } from './disk-error.ts';
import { ContentMismatch, StoreFull } from './errors.ts';
import { acquireLock, type Lock, type LockOptions } from './lock.ts';

const READ_SIZE = 1024 * 1024;

/** Gives the bytes of a blob from `offset` on; is not called when none are missing. */
export type OpenContent = (offset: number) => AsyncIterable<Uint8Array>;

export interface IngestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes of the blob are there: resumed ones count. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

interface Ingest extends IngestOptions, Pick<LockOptions, 'onWait'> {
  /** The unfinished file, and the lock of who writes it. */
  readonly partial: string;
  readonly target: string;
  readonly isThere: () => boolean;
  readonly syscalls: Pick<Syscalls, 'flock'>;
}

/** The work of `ContentStore.ingest`. */
export async function ingestBlob(
  descriptor: Descriptor,
  open: OpenContent,
  ingest: Ingest,
): Promise<'downloaded' | 'adopted'> {
  const lock = await acquireLock(ingest.partial, ingest.syscalls, ingest);
  try {
    if (ingest.isThere()) {
      lock.remove();
      return 'adopted';
    }
    await fillVerified(descriptor, open, lock, ingest);
    await publish(lock, ingest);
    return 'downloaded';
  } catch (error) {
    // What came so far is kept to be resumed; but wrong bytes are useless, and where the disk is full they are in the way.
    if (error instanceof StoreFull || isMismatch(error)) lock.remove();
    throw error;
  } finally {
    lock.release();
  }
}

/** The bytes are not the promised ones: found here, or by the source itself, whose errors are of another folder. */
function isMismatch(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'CONTENT_MISMATCH';
}

/** Fills the file until it holds exactly what the descriptor promises. What was resumed and came out wrong is begun anew, once. */
async function fillVerified(descriptor: Descriptor, open: OpenContent, { fd }: Lock, ingest: Ingest): Promise<void> {
  if (fstatSync(fd).size > descriptor.size) ftruncateSync(fd, 0);
  refuseWithoutRoom('writing', ingest.partial, descriptor.size - fstatSync(fd).size);
  const isResumed = fstatSync(fd).size > 0;
  const mismatch = await fill(descriptor, open, fd, ingest);
  if (mismatch === undefined) return;
  if (!isResumed) throw mismatch;
  ftruncateSync(fd, 0);
  const secondMismatch = await fill(descriptor, open, fd, ingest);
  if (secondMismatch !== undefined) throw secondMismatch;
}

async function fill(
  descriptor: Descriptor,
  open: OpenContent,
  fd: number,
  ingest: Ingest,
): Promise<ContentMismatch | undefined> {
  const digester = new Digester(algorithmOf(descriptor.digest));
  // The file itself says how far it came; its bytes are hashed again, as they may have changed or never reached the disk.
  const offset = await hashFile(fd, digester, ingest.signal);
  ingest.onProgress?.(offset);
  const size = offset < descriptor.size ? await append(descriptor, open(offset), fd, offset, digester, ingest) : offset;
  if (size !== descriptor.size) return new ContentMismatch(descriptor, 'size', size);
  const actual = digester.finish();
  return actual === descriptor.digest ? undefined : new ContentMismatch(descriptor, 'digest', actual);
}

async function hashFile(fd: number, digester: Digester, signal: AbortSignal | undefined): Promise<number> {
  const buffer = Buffer.allocUnsafe(fstatSync(fd).size === 0 ? 0 : READ_SIZE);
  for (let position = 0; ; ) {
    signal?.throwIfAborted();
    const { bytesRead } = buffer.length === 0 ? { bytesRead: 0 } : await read(fd, buffer, 0, READ_SIZE, position);
    if (bytesRead === 0) return position;
    digester.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

/** Writes what the source gives, but never a byte more than promised. Returns how long the blob is then. */
async function append(
  descriptor: Descriptor,
  source: AsyncIterable<Uint8Array>,
  fd: number,
  offset: number,
  digester: Digester,
  { signal, onProgress, partial }: Ingest,
): Promise<number> {
  let size = offset;
  const writer = new BackgroundWriter(fd, offset, onProgress);
  try {
    for await (const chunk of source) {
      signal?.throwIfAborted();
      size += chunk.length;
      if (size > descriptor.size) break;
      digester.update(chunk);
      await writer.write(chunk);
    }
    await writer.end();
    return size;
  } catch (error) {
    await writer.settle();
    if (!(error instanceof WriteFailed)) throw error;
    throw asStoreError(error.cause, 'writing', partial, descriptor.size - error.position);
  }
}

/** Gives the verified file its name. Flushed first, so that after a power failure no name stands for other bytes. */
async function publish({ fd }: Lock, { partial, target }: Ingest): Promise<void> {
  try {
    await fsync(fd);
  } catch (error) {
    // The kernel may have dropped what it could not write, and reports it this once only: these bytes are lost. fsync(2)
    ftruncateSync(fd, 0);
    throw asStoreError(error, 'writing', partial);
  }
  onDisk('writing', partial, () => {
    renameSync(partial, target);
    // Not before: who has to go on after a process that died here must be able to open its file for writing.
    fchmodSync(fd, 0o444);
    syncDirectory(dirname(target));
  });
}

const read = promisify(readCallback);
const fsync = promisify(fsyncCallback);
