import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CODE_ADDRESS, EM_AARCH64, EM_X86_64, elfWithBuffer } from '../elf/executable.ts';
import { littleEndian } from '../elf/little-endian.ts';
import { BUFFER, STUB_CODE } from './code.ts';
import { StubNotStarted } from './errors.ts';
import { BUFFER_SIZE } from './message.ts';

/** Bytes of the last instructions, which end the process. */
const LEAVING = { x64: 9, arm64: 12 };

/** Address of the code that ends the stub, for signals that shall do so. */
export function leaveAddress(architecture: string = process.arch): number {
  const [length, leaving] =
    architecture === 'x64' ? [STUB_CODE.amd64.flat().length, LEAVING.x64] : [4 * STUB_CODE.arm64.length, LEAVING.arm64];
  return CODE_ADDRESS + length - leaving;
}

/** The executable file of the stub for a processor, by Node's name for it. @throws StubNotStarted where there is none */
export function stubExecutable(architecture: string = process.arch): Uint8Array {
  const buffer = { address: BUFFER, size: BUFFER_SIZE };
  if (architecture === 'x64') return elfWithBuffer(EM_X86_64, Uint8Array.from(STUB_CODE.amd64.flat()), buffer);
  if (architecture !== 'arm64') throw unknownProcessor(architecture);
  const code = littleEndian(STUB_CODE.arm64.map((word) => ['instruction', 4, word]));
  return elfWithBuffer(EM_AARCH64, code, buffer);
}

/**
 * Path of the stub as a file that can be executed, in a directory that only the caller can write to; made there where it
 * is missing or not what it should be.
 *
 * @throws StubNotStarted where it cannot be written
 */
export function stubFile(directory: string): string {
  const wanted = stubExecutable();
  // Named by what it is: another version of learn-run, which speaks to its stub in another way, may be at work beside us.
  const path = join(directory, `init-${hash('sha256', wanted).slice(0, 12)}`);
  if (!isThere(path, wanted)) write(directory, path, wanted);
  return path;
}

function isThere(path: string, wanted: Uint8Array): boolean {
  try {
    return readFileSync(path).equals(wanted);
  } catch {
    return false;
  }
}

/** Beside, and renamed: somebody else may be executing the old one, or writing the same. */
function write(directory: string, path: string, wanted: Uint8Array): void {
  const beside = `${path}.${process.pid}`;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(beside, wanted, { mode: 0o500 });
    renameSync(beside, path);
  } catch (cause) {
    throw new StubNotStarted(`cannot write ${path}, the first process of a container: ${(cause as Error).message}`, {
      cause,
      hint: `Free some space there, or name another directory in XDG_CACHE_HOME.`,
    });
  }
}

function unknownProcessor(architecture: string): StubNotStarted {
  return new StubNotStarted(`learn-run runs no containers on ${architecture}: expected x64 or arm64`, {
    hint: 'A recorded run can be replayed here: learn-run --simulate hello-world --step',
  });
}
