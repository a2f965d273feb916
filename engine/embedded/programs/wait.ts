import type { MachineCode } from './machine.ts';

/**
 * Waits until a signal ends it, and uses no processor meanwhile:
 *
 *     for (;;) pause()
 *
 * It installs no handler for any signal. As process 1 of a container it is therefore deaf to SIGTERM.
 * Newer processors have no pause(2): there it is ppoll(2) with nothing to wait for and no time limit.
 *
 * @see pid_namespaces(7)
 */
export const WAIT: MachineCode = {
  amd64: [
    // again:
    [0xb8, 0x22, 0, 0, 0], //  mov eax, 34    pause
    [0x0f, 0x05], //           syscall        comes back only when a handler has run
    [0xeb, 0xf7], //           jmp again      9 bytes back
  ],
  arm64: [
    // again:
    0xd2800000, //  movz x0, #0     no descriptors,
    0xd2800001, //  movz x1, #0     none of them
    0xd2800002, //  movz x2, #0     no time limit
    0xd2800003, //  movz x3, #0     no signal mask
    0xd2800928, //  movz x8, #73    ppoll
    0xd4000001, //  svc #0
    0x17fffffa, //  b again         6 words back
  ],
  riscv64: [
    // again:
    0x00000513, //  li a0, 0        no descriptors,
    0x00000593, //  li a1, 0        none of them
    0x00000613, //  li a2, 0        no time limit
    0x00000693, //  li a3, 0        no signal mask
    0x04900893, //  li a7, 73       ppoll
    0x00000073, //  ecall
    0xfe9ff06f, //  j again         6 words back
  ],
};
