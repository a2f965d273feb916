import { O_CLOEXEC } from './constants.ts';
import { call } from './libc.ts';
import type { Syscalls, WindowSize } from './syscalls.ts';

// asm-generic/ioctls.h: the same on every architecture Node runs on.
const TCGETS = 0x5401;
const TCSETSW = 0x5403;
const TIOCSWINSZ = 0x5414;
const TIOCGPTPEER = 0x5441;

const O_RDWR = 2;
const O_NOCTTY = 0o400;

/** struct termios of the kernel: four words of flags, the line discipline and 19 characters. */
const TERMIOS_SIZE = 36;

/** The calls about terminals. @see linux.ts, ioctl_tty(2) */
export const terminalCalls = {
  openTerminalPeer: (master: number) =>
    call(
      'int ioctl(int, unsigned long, long)',
      [master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC],
      [master, 'TIOCGPTPEER'],
    ),
  setWindowSize(fd: number, { rows, columns }: WindowSize) {
    // struct winsize: rows, columns, and two sizes in pixels that nobody fills in.
    control(fd, TIOCSWINSZ, Buffer.from(Uint16Array.of(rows, columns, 0, 0).buffer), 'TIOCSWINSZ');
  },
  tcgetattr: (fd: number) => control(fd, TCGETS, Buffer.alloc(TERMIOS_SIZE), 'TCGETS'),
  tcsetattr: (fd: number, termios: Buffer) => void control(fd, TCSETSW, Buffer.from(termios), 'TCSETSW'),
} satisfies Partial<Syscalls>;

function control(fd: number, request: number, argument: Buffer, name: string): Buffer {
  call('int ioctl(int, unsigned long, void *)', [fd, request, argument], [fd, name]);
  return argument;
}
