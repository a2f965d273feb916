import type { Syscalls } from '../../engine/syscall/syscalls.ts';

// termbits.h, asm-generic: the same on every architecture Node runs on.
const IGNBRK = 0o1;
const BRKINT = 0o2;
const PARMRK = 0o10;
const ISTRIP = 0o40;
const INLCR = 0o100;
const IGNCR = 0o200;
const ICRNL = 0o400;
const IXON = 0o2000;
const OPOST = 0o1;
const ISIG = 0o1;
const ICANON = 0o2;
const ECHO = 0o10;
const ECHONL = 0o100;
const IEXTEN = 0o100000;
const CSIZE = 0o60;
const PARENB = 0o400;
const CS8 = 0o60;

/** Offsets in the kernel's struct termios. */
const [IFLAG, OFLAG, CFLAG, LFLAG, CC] = [0, 4, 8, 12, 17];
const [VTIME, VMIN] = [5, 6];

/**
 * The settings under which a terminal changes no byte, in neither direction, and sends no signal: there is another one
 * inside the container that does all of it. Node's own raw mode still turns a line feed into two bytes on the way out.
 *
 * @see termios(3) cfmakeraw
 */
export function rawSettings(termios: Buffer): Buffer {
  const raw = Buffer.from(termios);
  const change = (offset: number, off: number, on = 0) =>
    raw.writeUInt32LE(((raw.readUInt32LE(offset) & ~off) | on) >>> 0, offset);
  change(IFLAG, IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
  change(OFLAG, OPOST);
  change(LFLAG, ECHO | ECHONL | ICANON | ISIG | IEXTEN);
  change(CFLAG, CSIZE | PARENB, CS8);
  raw[CC + VMIN] = 1;
  raw[CC + VTIME] = 0;
  return raw;
}

/** Makes the terminal raw, and gives back what puts its settings back: idempotent, and called by itself at the exit. */
export function enterRawMode(syscalls: Pick<Syscalls, 'tcgetattr' | 'tcsetattr'>, fd: number): () => void {
  const before = syscalls.tcgetattr(fd);
  let isRaw = true;
  const leave = () => {
    if (!isRaw) return;
    isRaw = false;
    process.off('exit', leave);
    restore(syscalls, fd, before);
  };
  // An uncaught error ends the process by way of `exit`: the terminal must be usable after that too.
  process.on('exit', leave);
  syscalls.tcsetattr(fd, rawSettings(before));
  return leave;
}

/** A terminal that has hung up takes no settings any more, and needs none. */
function restore(syscalls: Pick<Syscalls, 'tcsetattr'>, fd: number, termios: Buffer): void {
  try {
    syscalls.tcsetattr(fd, termios);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EIO') throw error;
  }
}
