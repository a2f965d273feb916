import { closeSync, readSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { ReadStream } from 'node:tty';
import type { Syscalls, WindowSize } from '../syscall/syscalls.ts';

/** More than the kernel gives at a time. */
const CHUNK = 65536;
/** termbits.h, and where the kernel's struct termios has the flags for output. */
const ONLCR = 0o4;
const OUTPUT_FLAGS = 4;

/**
 * The caller's end of a container's terminal: `output` is what the program writes, `input` what it reads.
 *
 * The other end is kept open here too. Without that the kernel reports a hang-up when the program ends, and Node then
 * takes the first part of what there is to read for the end of it; and the output would be over for good as soon as
 * every process has closed the terminal, even where one opens /dev/tty again. So whoever sees the container end says
 * so, by `end`.
 */
export class Terminal {
  readonly #syscalls: Syscalls;
  readonly #fd: number;
  readonly #peer: number;
  readonly #master: ReadStream;
  readonly output: Readable;
  readonly input: Writable;
  #isOpen = true;
  #isLeft = false;
  #isReleased = false;

  /** @param master descriptor of the terminal's master; it is closed with this terminal */
  constructor(syscalls: Syscalls, master: number) {
    this.#syscalls = syscalls;
    this.#fd = master;
    this.#peer = syscalls.openTerminalPeer(master);
    // Node does this for the terminals it opens itself, and would wait for this one with everything else.
    syscalls.setNonBlocking(master);
    this.#master = new ReadStream(master);
    this.output = new Readable({
      read: () => this.#master.resume(),
      destroy: (error, done) => this.#close(error, done),
    });
    this.input = new Writable({ write: (chunk, _, done) => void this.#master.write(chunk, done) });
    this.#master.pause();
    this.#master.on('data', this.#hand);
    this.#master.on('error', (error) => this.output.destroy(error));
  }

  /** The foreground processes inside get SIGWINCH. Nothing happens where the terminal is closed. */
  resize(size: WindowSize): void {
    if (this.#isOpen) this.#syscalls.setWindowSize(this.#fd, size);
  }

  /** Line feeds come out alone, as the program has written them: for who has no terminal that wants them otherwise. @see termios(3) ONLCR */
  keepLineFeeds(): void {
    const settings = this.#syscalls.tcgetattr(this.#fd);
    settings.writeUInt32LE((settings.readUInt32LE(OUTPUT_FLAGS) & ~ONLCR) >>> 0, OUTPUT_FLAGS);
    this.#syscalls.tcsetattr(this.#fd, settings);
  }

  /**
   * Lets go of it: `output` ends with what was read so far, and whatever comes stays in the terminal. Its master stays
   * open, for somebody else to be handed, until `release`.
   */
  leave(): void {
    if (!this.#isOpen || this.#isLeft || this.output.readableEnded) return;
    this.#isLeft = true;
    this.#master.off('data', this.#hand);
    this.#master.pause();
    for (let chunk = this.#master.read(); chunk; chunk = this.#master.read()) this.output.push(chunk);
    this.output.push(null);
  }

  /** The master, for whoever takes it over. */
  get master(): number {
    return this.#fd;
  }

  /** Closes what `leave` has left open. Idempotent. */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#master.destroy();
    closeSync(this.#peer);
  }

  /** Nobody writes any more: `output` ends with what is still on its way. Idempotent. */
  end(): void {
    if (!this.#isOpen || this.#isLeft || this.output.readableEnded) return;
    this.#master.off('data', this.#hand);
    this.#master.pause();
    for (let chunk = this.#master.read(); chunk; chunk = this.#master.read()) this.output.push(chunk);
    for (let chunk = this.#readNow(); chunk; chunk = this.#readNow()) this.output.push(chunk);
    this.output.push(null);
  }

  readonly #hand = (chunk: Buffer): void => {
    if (!this.output.push(chunk)) this.#master.pause();
  };

  /** What the kernel has at this moment. Before it says "nothing" it lets everything written arrive. n_tty_read() in the kernel */
  #readNow(): Buffer | undefined {
    const chunk = Buffer.alloc(CHUNK);
    try {
      return chunk.subarray(0, readSync(this.#fd, chunk));
    } catch (error) {
      if (['EAGAIN', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
  }

  #close(error: Error | null, done: (error: Error | null) => void): void {
    this.#isOpen = false;
    this.input.destroy();
    if (!this.#isLeft) this.release();
    done(error);
  }
}
