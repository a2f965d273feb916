import type { Syscalls } from '../../syscall/syscalls.ts';
import { InitFailed } from '../errors.ts';
import type { FilterMessage } from '../messages.ts';

/**
 * Puts the calling thread under the filter, for good. Only that thread: execve ends the others of Node before the program
 * starts, so that SECCOMP_FILTER_FLAG_TSYNC would add nothing.
 *
 * @throws InitFailed where the kernel refuses: to go on without the filter would be to promise what does not hold
 */
export function installFilter(syscalls: Syscalls, filter: FilterMessage | undefined): void {
  if (!filter) return;
  try {
    syscalls.seccompSetModeFilter(filter.flags, Buffer.from(filter.program, 'base64'));
  } catch (cause) {
    throw new InitFailed(`cannot install the seccomp filter: ${(cause as Error).message}`, {
      cause,
      hint: 'Does the kernel have CONFIG_SECCOMP_FILTER? To run without a filter: --security-opt seccomp=unconfined.',
    });
  }
}
