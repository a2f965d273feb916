import type { MachineCode } from './machine.ts';
import { SAY_AND_EXIT } from './say-and-exit.ts';

/**
 * Begins as most services do, and ends there: it notes something in /run. Before, it tells whether its own files are
 * safe from it:
 *
 *     settings = openat(AT_FDCWD, "/etc/settings", O_WRONLY)
 *     write(1, settings == -EROFS ? "/ is read-only: …" : "/ is writable: …")
 *     pid = openat(AT_FDCWD, "/run/service.pid", O_WRONLY | O_CREAT, 0644)
 *     if (pid < 0) { write(1, "I cannot write /run/service.pid. …"); exit(errno) }
 *     write(1, "I have written /run/service.pid, and am ready.\n")
 *     exit(0)
 *
 * @see open(2), errno(3)
 */
export const SERVE: MachineCode = {
  data: Buffer.from(
    [
      '/etc/settings\0',
      '/run/service.pid\0',
      '/ is read-only: nobody can change /etc/settings.\n',
      '/ is writable: whoever breaks in here can change /etc/settings.\n',
      'I cannot write /run/service.pid. My exit code is the errno.\n',
      'I have written /run/service.pid, and am ready.\n',
    ].join(''),
  ),
  amd64: [
    [0xbf, 0x9c, 0xff, 0xff, 0xff], //  mov edi, -100      AT_FDCWD
    [0xbe, 0, 0x02, 0x41, 0], //        mov esi, 0x410200  "/etc/settings"
    [0xba, 0x01, 0, 0, 0], //           mov edx, 1         O_WRONLY
    [0xb8, 0x01, 0x01, 0, 0], //        mov eax, 257       openat
    [0x0f, 0x05], //                    syscall
    [0xbe, 0x1f, 0x02, 0x41, 0], //     mov esi, 0x41021f  "/ is read-only: …"
    [0xba, 0x31, 0, 0, 0], //           mov edx, 49
    [0x83, 0xf8, 0xe2], //              cmp eax, -30       EROFS
    [0x74, 0x0a], //                    je tell
    [0xbe, 0x50, 0x02, 0x41, 0], //     mov esi, 0x410250  "/ is writable: …"
    [0xba, 0x40, 0, 0, 0], //           mov edx, 64
    // tell:
    [0xbf, 0x01, 0, 0, 0], //           mov edi, 1         to standard output
    [0xb8, 0x01, 0, 0, 0], //           mov eax, 1         write
    [0x0f, 0x05], //                    syscall
    [0xbf, 0x9c, 0xff, 0xff, 0xff], //  mov edi, -100      AT_FDCWD
    [0xbe, 0x0e, 0x02, 0x41, 0], //     mov esi, 0x41020e  "/run/service.pid"
    [0xba, 0x41, 0, 0, 0], //           mov edx, 65        O_WRONLY | O_CREAT
    [0x41, 0xba, 0xa4, 0x01, 0, 0], //  mov r10d, 0644     for its owner to write, for all to read
    [0xb8, 0x01, 0x01, 0, 0], //        mov eax, 257       openat
    [0x0f, 0x05], //                    syscall
    [0x31, 0xdb], //                    xor ebx, ebx       the status: all is well
    [0xbe, 0xcc, 0x02, 0x41, 0], //     mov esi, 0x4102cc  "I have written …"
    [0xba, 0x2f, 0, 0, 0], //           mov edx, 47
    [0x85, 0xc0], //                    test eax, eax
    [0x79, 0x0e], //                    jns end
    [0xf7, 0xd8], //                    neg eax            errno
    [0x89, 0xc3], //                    mov ebx, eax       is the status
    [0xbe, 0x90, 0x02, 0x41, 0], //     mov esi, 0x410290  "I cannot write …"
    [0xba, 0x3c, 0, 0, 0], //           mov edx, 60
    // end:
    ...SAY_AND_EXIT.amd64,
  ],
  arm64: [
    0xd2a00833, //  movz x19, #0x41, lsl #16  where the texts are: the upper half of the address,
    0xf2804013, //  movk x19, #0x200          and the lower one
    0x92800c60, //  movn x0, #99              -100: AT_FDCWD
    0xaa1303e1, //  mov x1, x19               /etc/settings
    0xd2800022, //  movz x2, #1               O_WRONLY
    0xd2800708, //  movz x8, #56              openat
    0xd4000001, //  svc #0
    0x91007e61, //  add x1, x19, #31          "/ is read-only: …"
    0xd2800622, //  movz x2, #49
    0xb100781f, //  cmn x0, #30               -30: EROFS
    0x54000060, //  b.eq tell
    0x91014261, //  add x1, x19, #80          "/ is writable: …"
    0xd2800802, //  movz x2, #64
    // tell:
    0xd2800020, //  movz x0, #1               to standard output
    0xd2800808, //  movz x8, #64              write
    0xd4000001, //  svc #0
    0x92800c60, //  movn x0, #99              -100: AT_FDCWD
    0x91003a61, //  add x1, x19, #14          "/run/service.pid"
    0xd2800822, //  movz x2, #65              O_WRONLY | O_CREAT
    0xd2803483, //  movz x3, #420             0644: for its owner to write, for all to read
    0xd2800708, //  movz x8, #56              openat
    0xd4000001, //  svc #0
    0xd2800014, //  movz x20, #0              the status: all is well
    0x91033261, //  add x1, x19, #204         "I have written …"
    0xd28005e2, //  movz x2, #47
    0xb6f80080, //  tbz x0, #63, end          not negative: a descriptor
    0xcb0003f4, //  neg x20, x0               errno is the status
    0x91024261, //  add x1, x19, #144         "I cannot write …"
    0xd2800782, //  movz x2, #60
    // end:
    ...SAY_AND_EXIT.arm64,
  ],
  riscv64: [
    0x004104b7, //  lui s1, 0x410       where the texts are
    0x20048493, //  addi s1, s1, 0x200
    0xf9c00513, //  li a0, -100         AT_FDCWD
    0x00048593, //  mv a1, s1           /etc/settings
    0x00100613, //  li a2, 1            O_WRONLY
    0x03800893, //  li a7, 56           openat
    0x00000073, //  ecall
    0x01f48593, //  addi a1, s1, 31     "/ is read-only: …"
    0x03100613, //  li a2, 49
    0xfe200293, //  li t0, -30          EROFS
    0x00550663, //  beq a0, t0, tell
    0x05048593, //  addi a1, s1, 80     "/ is writable: …"
    0x04000613, //  li a2, 64
    // tell:
    0x00100513, //  li a0, 1            to standard output
    0x04000893, //  li a7, 64           write
    0x00000073, //  ecall
    0xf9c00513, //  li a0, -100         AT_FDCWD
    0x00e48593, //  addi a1, s1, 14     "/run/service.pid"
    0x04100613, //  li a2, 65           O_WRONLY | O_CREAT
    0x1a400693, //  li a3, 420          0644: for its owner to write, for all to read
    0x03800893, //  li a7, 56           openat
    0x00000073, //  ecall
    0x00000413, //  li s0, 0            the status: all is well
    0x0cc48593, //  addi a1, s1, 204    "I have written …"
    0x02f00613, //  li a2, 47
    0x00055863, //  bgez a0, end        not negative: a descriptor
    0x40a00433, //  neg s0, a0          errno is the status
    0x09048593, //  addi a1, s1, 144    "I cannot write …"
    0x03c00613, //  li a2, 60
    // end:
    ...SAY_AND_EXIT.riscv64,
  ],
};
