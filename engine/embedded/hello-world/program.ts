import type { Platform } from '../../image/platform.ts';

/** Where the message lies in memory when the program runs, and how long it is. */
export interface MessageLocation {
  readonly address: number;
  readonly length: number;
}

/**
 * The same little program in one processor's machine code:
 *
 *     rest = message
 *     while (rest is not empty) {
 *       written = write(1, rest)        // a pipe may take less than it is offered
 *       if (written <= 0) exit(1)
 *       rest = rest after the first `written` bytes
 *     }
 *     exit(status)
 *
 * There is no C library below it, so it asks the kernel itself: the number of the system call goes into one agreed
 * register, the arguments into others, and one instruction enters the kernel. @see syscall(2)
 */
export interface Program {
  readonly platform: Platform;
  /** `e_machine` of the ELF header. */
  readonly machine: number;
  /** The instructions, in order. The status is what the program exits with when all is written: 0 by default. */
  code(message: MessageLocation, status?: number): Uint8Array;
}
