import { EM_X86_64 } from '../../elf/executable.ts';
import type { MessageLocation, Program } from './program.ts';

/** x86-64: the call's number in rax, arguments in rdi, rsi, rdx, the result in rax. write is 1, exit is 60. */
export const amd64: Program = {
  platform: { os: 'linux', architecture: 'amd64' },
  machine: EM_X86_64,
  code,
};

/**
 * Instructions have different lengths here, and a jump counts bytes from the end of the jump itself.
 * Writing to the lower half of a register (edi) clears the upper half of the whole (rdi).
 */
function code({ address, length }: MessageLocation, status = 0): Uint8Array {
  const instructions: readonly (readonly number[])[] = [
    [0xbe, ...immediate(address)], //         mov esi, address     what to write
    [0xba, ...immediate(length)], //          mov edx, length      how much of it
    // again:
    [0xbf, ...immediate(1)], //               mov edi, 1           to standard output
    [0xb8, ...immediate(1)], //               mov eax, 1           write
    [0x0f, 0x05], //                          syscall              rax = bytes written, or -errno
    [0x48, 0x85, 0xc0], //                    test rax, rax
    [0x7e, 0x0f], //                          jle failed           15 bytes on
    [0x48, 0x01, 0xc6], //                    add rsi, rax         go on behind what is written
    [0x48, 0x29, 0xc2], //                    sub rdx, rax         that much less to do
    [0x75, 0xe7], //                          jnz again            25 bytes back (0x100 - 25)
    [0xbf, ...immediate(status)], //          mov edi, status      all is well
    [0xeb, 0x05], //                          jmp exit             5 bytes on
    // failed:
    [0xbf, ...immediate(1)], //               mov edi, 1           something went wrong
    // exit:
    [0xb8, ...immediate(60)], //              mov eax, 60          exit
    [0x0f, 0x05], //                          syscall              never comes back
  ];
  return Uint8Array.from(instructions.flat());
}

/** A number that is part of the instruction: 32 bits, lowest byte first. */
function immediate(value: number): readonly number[] {
  return [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, (value >> 24) & 0xff];
}
