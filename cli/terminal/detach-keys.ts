/** What a person types to let go of a container's terminal where nothing else was asked for: docker's. */
export const DEFAULT_DETACH_KEYS = 'ctrl-p,ctrl-q';

/** The bytes that a terminal sends for `ctrl-a,b`; undefined where one of the keys is none. */
export function detachSequence(text: string): Buffer | undefined {
  const bytes = text.split(',').map(byteOf);
  return bytes.includes(undefined) ? undefined : Buffer.from(bytes as number[]);
}

/** Docker's keys: one character, or ctrl- and a letter or one of @ [ \ ] ^ _ */
function byteOf(key: string): number | undefined {
  if (/^[\x20-\x7e]$/.test(key)) return key.charCodeAt(0);
  const [, control] = /^ctrl-([a-z@[\\\]^_])$/i.exec(key) ?? [];
  // The terminal leaves the low five bits of the upper case letter.
  return control === undefined ? undefined : control.toUpperCase().charCodeAt(0) & 0x1f;
}

/** What has come of some bytes that were typed. */
export interface Typed {
  /** What the program is to get. */
  readonly passed: Buffer;
  /** True where the sequence was typed to its end: whatever follows is nobody's. */
  readonly isDetached: boolean;
}

/**
 * Looks for the keys in what is typed. As long as what came may be their beginning it is held back, and handed on when
 * it turns out not to be.
 */
export class DetachKeys {
  readonly #sequence: Buffer;
  #held = 0;

  constructor(sequence: Buffer) {
    this.#sequence = sequence;
  }

  push(chunk: Buffer): Typed {
    const passed: number[] = [];
    for (const byte of chunk) {
      if (byte !== this.#sequence[this.#held]) {
        passed.push(...this.#sequence.subarray(0, this.#held));
        this.#held = 0;
      }
      if (byte !== this.#sequence[this.#held]) passed.push(byte);
      else if (++this.#held === this.#sequence.length) return { passed: Buffer.from(passed), isDetached: true };
    }
    return { passed: Buffer.from(passed), isDetached: false };
  }
}
