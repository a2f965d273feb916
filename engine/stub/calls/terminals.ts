import type { WindowSize } from '../../syscall/syscalls.ts';
import { type Argument, type Bytes, type Call, call, numberCall } from '../call.ts';

// asm-generic/ioctls.h: the same on every architecture Node runs on.
const TIOCSCTTY = 0x540e;
const TIOCSWINSZ = 0x5414;
const TIOCSPTLCK = 0x40045431;
const TIOCGPTPEER = 0x5441;
const O_RDWR_NOCTTY_CLOEXEC = 2 | 0o400 | 0o2000000;

/** ioctl(2) TIOCSPTLCK: lets the other end of a terminal be opened. */
export const unlockTerminal = (master: number): Call =>
  ioctl(master, TIOCSPTLCK, 'TIOCSPTLCK', { bytes: Buffer.alloc(4) });

/** ioctl(2) TIOCGPTPEER: opens the other end of a terminal without a path, which could lead elsewhere. */
export const openTerminalPeer = (master: number): Call<number> => ({
  ...numberCall('ioctl', master, TIOCGPTPEER, O_RDWR_NOCTTY_CLOEXEC),
  shown: { name: 'ioctl TIOCGPTPEER', args: [master] },
});

/** ioctl(2) TIOCSCTTY: makes it the controlling terminal of the caller's session, which the caller leads. */
export const setControllingTerminal = (fd: number): Call => ioctl(fd, TIOCSCTTY, 'TIOCSCTTY', 0);

/** ioctl(2) TIOCSWINSZ: the foreground processes of the terminal get SIGWINCH. */
export const setWindowSize = (fd: number, { rows, columns }: WindowSize): Call => ({
  // struct winsize: rows, columns, and two sizes in pixels that nobody fills in.
  ...ioctl(fd, TIOCSWINSZ, 'TIOCSWINSZ', { bytes: Buffer.from(Uint16Array.of(rows, columns, 0, 0).buffer) }),
  shown: { name: 'ioctl TIOCSWINSZ', args: [fd, rows, columns] },
});

function ioctl(fd: number, request: number, name: string, argument: Argument | Bytes): Call {
  return { ...call('ioctl', fd, request, argument), shown: { name: `ioctl ${name}`, args: [fd] } };
}
