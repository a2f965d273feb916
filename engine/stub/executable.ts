import { CODE_ADDRESS } from '../elf/executable.ts';
import { programFor } from '../elf/machine-code.ts';
import { BUFFER, STUB_CODE } from './code.ts';
import { StubNotStarted } from './errors.ts';
import { BUFFER_SIZE } from './message.ts';
import { programFile } from './program-file.ts';

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
  const program = programFor(architecture, STUB_CODE, { address: BUFFER, size: BUFFER_SIZE });
  if (program === undefined) throw unknownProcessor(architecture);
  return program;
}

/**
 * Path of the stub as a file that can be executed, in a directory that only the caller can write to.
 *
 * @throws StubNotStarted where it cannot be written
 */
export function stubFile(directory: string): string {
  const program = stubExecutable();
  try {
    return programFile(directory, 'init', program, 0o500);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new StubNotStarted(`cannot write the first process of a container to ${directory}: ${reason}`, {
      cause,
      hint: 'Name a directory in XDG_CACHE_HOME that you can write to, and that has some space.',
    });
  }
}

function unknownProcessor(architecture: string): StubNotStarted {
  return new StubNotStarted(`learn-run runs no containers on ${architecture}: expected x64 or arm64`, {
    hint: 'A recorded run can be replayed here: learn-run --simulate hello-world --step',
  });
}
