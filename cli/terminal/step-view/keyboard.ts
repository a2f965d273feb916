import { emitKeypressEvents, type Interface } from 'node:readline';
import type { Input } from '../../io.ts';
import { type Key, keysOf } from './keys.ts';

/** Who hears of keys, and of the end of them. */
interface KeyboardListener {
  onKeys(keys: readonly Key[]): void;
  /** The terminal is gone: its window was closed. */
  onHangUp(): void;
}

/** Milliseconds, within which an escape sequence has come whole, over a slow line too. */
const ESCAPE_TIMEOUT = 80;

/** A keyboard that is ours while it is taken: each key is heard as it is pressed, and the terminal does nothing with it. */
export class Keyboard {
  readonly #input: Input;
  readonly #listener: KeyboardListener;

  constructor(input: Input, listener: KeyboardListener) {
    this.#input = input;
    this.#listener = listener;
    // Half a second, as Node would wait for the rest of an escape sequence, is long for a key that leads back.
    emitKeypressEvents(input, { escapeCodeTimeout: ESCAPE_TIMEOUT } as unknown as Interface);
    // A window that is closed ends the keyboard before it sends SIGHUP; and to give back what is gone is an error.
    input.on('error', () => listener.onHangUp());
    input.on('end', () => listener.onHangUp());
  }

  take(): void {
    this.#input.setRawMode?.(true);
    this.#input.on('keypress', this.#onKey);
    this.#input.resume();
  }

  /** The terminal is as it was. Idempotent. */
  giveBack(): void {
    this.#input.off('keypress', this.#onKey);
    this.#input.setRawMode?.(false);
    this.#input.pause();
  }

  readonly #onKey = (_: string | undefined, key: Key): void => this.#listener.onKeys(keysOf(key));
}
