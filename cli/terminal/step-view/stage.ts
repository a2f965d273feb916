import type { Input, Output } from '../../io.ts';
import type { ShellPlan } from '../stop-deeds.ts';
import { Keyboard } from './keyboard.ts';
import type { Key } from './keys.ts';
import { type Loan, lend } from './lend.ts';
import { Screen } from './screen.ts';

/** Who is told of what happens at the terminal. */
interface StageListener {
  onKeys(keys: readonly Key[]): void;
  /** The terminal is gone: its window was closed. */
  onHangUp(): void;
  onResize(): void;
}

/** In milliseconds. */
const A_DAY = 86_400_000;

/**
 * The terminal, and who has it: we, a shell that it is lent to, or whoever had it before us. Keys are only heard, and
 * the screen is only drawn on, while it is ours.
 */
export class Stage {
  readonly #terminal: Output;
  readonly #screen: Screen;
  readonly #keyboard: Keyboard;
  readonly #listener: StageListener;
  #loan: Loan | undefined;

  constructor(keyboard: Input, terminal: Output, listener: StageListener) {
    this.#terminal = terminal;
    this.#screen = new Screen(terminal);
    this.#keyboard = new Keyboard(keyboard, listener);
    this.#listener = listener;
  }

  /** True while our screen is to be seen. */
  get isShown(): boolean {
    return this.#screen.isEntered;
  }

  get isLent(): boolean {
    return this.#loan !== undefined;
  }

  get size(): Screen['size'] {
    return this.#screen.size;
  }

  draw(lines: readonly string[]): void {
    this.#screen.draw(lines);
  }

  /** Shows the ordinary screen until something is drawn again; keys are heard all the same. */
  leaveScreen(): void {
    this.#screen.leave();
  }

  take(): void {
    this.#keyboard.take();
    this.#terminal.on('resize', this.#onResize);
  }

  giveBack(): void {
    this.#screen.leave();
    this.#terminal.off('resize', this.#onResize);
    this.#keyboard.giveBack();
  }

  /**
   * Lends the terminal to a shell.
   *
   * @param onBack called when the shell has ended, with a sentence about it, while the terminal is still given back
   */
  lend(plan: ShellPlan, onBack: (message: string) => void): void {
    this.giveBack();
    this.#loan = lend(plan, this.#terminal, (message) => {
      this.#loan = undefined;
      onBack(message);
    });
  }

  /** Ends the shell that has the terminal, where one has. */
  endLoan(): void {
    this.#loan?.end();
  }

  /**
   * Gives the terminal back while this process stands still.
   *
   * @param stop stops it
   * @param onContinue called when somebody has let it go on, while the terminal is still given back
   */
  suspend(stop: (() => void) | undefined, onContinue: () => void): void {
    this.giveBack();
    // The keyboard is given back, and to wait for a signal alone keeps no Node running.
    const heartbeat = setInterval(() => {}, A_DAY);
    process.once('SIGCONT', () => {
      clearInterval(heartbeat);
      onContinue();
    });
    stop?.();
  }

  readonly #onResize = (): void => {
    this.#screen.clear();
    this.#listener.onResize();
  };
}
