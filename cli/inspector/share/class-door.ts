import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Door, Entry } from '../door.ts';
import type { Refusal } from '../gate.ts';
import { bearerKey, fingerprint } from '../keys.ts';
import type { Role } from '../page/messages.ts';
import { newCode, typedCode } from './code.ts';
import { sourceOf } from './source-of.ts';
import { WrongGuesses } from './wrong-guesses.ts';

/**
 * Lets in whoever knows the code of the class, as often as they like, to follow and nothing else. All get the same key:
 * they may all do the same, and nothing has to be kept for each of them.
 */
export class ClassDoor implements Door {
  readonly code = newCode();
  readonly #key = randomBytes(32).toString('base64url');
  readonly #guesses: WrongGuesses;
  readonly #isFull: () => boolean;

  constructor(isFull: () => boolean, now: () => number = () => performance.now()) {
    this.#isFull = isFull;
    this.#guesses = new WrongGuesses(now);
  }

  letIn({ code }: Readonly<Record<string, unknown>>, address: string): Entry | Refusal {
    const source = sourceOf(address);
    if (this.#guesses.isDeafTo(source)) return { status: 429, reason: 'too many wrong codes; try again' };
    if (typeof code !== 'string' || !isSame(typedCode(code), this.code)) {
      this.#guesses.note(source);
      return { status: 401, reason: 'wrong code' };
    }
    return this.#isFull() ? { status: 503, reason: 'too many pages' } : { key: this.#key, role: 'follower' };
  }

  invite(): undefined {}

  roleOf(authorization: string | undefined): Role | undefined {
    const key = bearerKey(authorization);
    return key !== undefined && isSame(key, this.#key) ? 'follower' : undefined;
  }
}

/** Neither length nor first wrong sign can be told from the time it takes. */
const isSame = (given: string, own: string) =>
  timingSafeEqual(Buffer.from(fingerprint(given)), Buffer.from(fingerprint(own)));
