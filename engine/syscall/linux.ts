import { descriptorCalls } from './descriptor-calls.ts';
import { descriptorPassingCalls } from './descriptor-passing-calls.ts';
import { fileCalls } from './file-calls.ts';
import { namespaceCalls } from './namespace-calls.ts';
import type { Syscalls } from './syscalls.ts';
import { terminalCalls } from './terminal-calls.ts';

/** The kernel itself, through the C library. @see syscalls.ts */
export function linuxSyscalls(): Syscalls {
  return {
    ...namespaceCalls,
    ...fileCalls,
    ...descriptorCalls,
    ...descriptorPassingCalls,
    ...terminalCalls,
  };
}
