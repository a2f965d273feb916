/** Who is told of the time that passes. */
interface ClockListener {
  /** Each second, with the seconds that are left. */
  onTick(left: number): void;
  onEnd(): void;
}

/** Turns the page by itself after some seconds: for a demonstration. Without seconds it never does. */
export class Clock {
  readonly #seconds: number | undefined;
  readonly #listener: ClockListener;
  #left = 0;
  #isHeld = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(seconds: number | undefined, listener: ClockListener) {
    this.#seconds = seconds;
    this.#listener = listener;
  }

  /** From now on the seconds are counted. */
  start(): void {
    this.stop();
    if (this.#seconds === undefined || this.#isHeld) return;
    this.#left = this.#seconds;
    this.#listener.onTick(Math.ceil(this.#left));
    this.#timer = setInterval(() => this.#tick(), Math.min(1, this.#seconds) * 1000);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Somebody is busy with what is on the screen: they get all the time again. */
  touch(): void {
    if (this.#timer !== undefined) this.start();
  }

  /** Holds the clock, or lets it go on; gives back what to say about it. */
  toggle(): string {
    if (this.#seconds === undefined) return 'Nothing goes on by itself here: that is for --auto SECONDS.';
    this.#isHeld = !this.#isHeld;
    if (!this.#isHeld) this.start();
    else this.stop();
    return this.#isHeld ? 'Held: p lets it go on by itself.' : `Goes on by itself, every ${this.#seconds} seconds.`;
  }

  #tick(): void {
    this.#left -= Math.min(1, this.#seconds!);
    if (this.#left > 0.001) {
      this.#listener.onTick(Math.ceil(this.#left));
      return;
    }
    this.stop();
    this.#listener.onEnd();
  }
}
