import { type MachineCode, programFor } from '../elf/machine-code.ts';
import { SIZE_UNIT } from '../log/log-config.ts';
import { FULL } from '../log/log-entry.ts';
import { MEMORY, MEMORY_SIZE, MONITOR_CODE } from './code.ts';

/** What the instruction of amd64 begins with that compares the size of the log: its operand follows, 32 bits. */
const CMP_R14 = [0x49, 0x81, 0xfe];
/** The instruction of arm64 that has the size in its upper half; bits 5 to 20 are the operand. */
const MOVZ_X0_HIGH = 0xd2a00000;

/**
 * The executable file of the monitor for a processor, by Node's name for it; undefined where there is none.
 *
 * @param fileSize how long a file of the log may become: a multiple of `SIZE_UNIT`, in bytes
 */
export function monitorExecutable(
  architecture: string = process.arch,
  fileSize: number = FULL,
): Uint8Array | undefined {
  return programFor(architecture, withFileSize(fileSize), { address: MEMORY, size: MEMORY_SIZE });
}

const isComparison = (instruction: readonly number[]) => CMP_R14.every((byte, at) => instruction[at] === byte);

function withFileSize(bytes: number): MachineCode {
  if (bytes === FULL) return MONITOR_CODE;
  const units = bytes / SIZE_UNIT;
  const full = MOVZ_X0_HIGH + (FULL / SIZE_UNIT) * 0x20;
  // Both are found by what they are: a change of the code that they are no longer in must not go unseen.
  if (MONITOR_CODE.amd64.filter(isComparison).length !== 1 || !MONITOR_CODE.arm64.some((word) => word === full))
    throw new Error('the code of the monitor compares the size of the log no more');
  return {
    amd64: MONITOR_CODE.amd64.map((instruction) =>
      isComparison(instruction) ? [...CMP_R14, 0, 0, units & 0xff, units >> 8] : instruction,
    ),
    arm64: MONITOR_CODE.arm64.map((word) => (word === full ? MOVZ_X0_HIGH + units * 0x20 : word)),
  };
}
