import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const newSecret = () => randomBytes(32).toString('base64url');

/**
 * Who may look: whoever has the token of the printed address gets a key for it, once; whoever has a key may do all.
 * The key is no cookie: those are shared by all ports of a host, and sent without being asked for.
 */
export class Keys {
  readonly token = newSecret();
  #isSpent = false;
  readonly #key = newSecret();

  /** The key for the token; undefined where the token is wrong, or was used before. */
  exchange(token: unknown): string | undefined {
    if (typeof token !== 'string' || !isSame(token, this.token) || this.#isSpent) return undefined;
    this.#isSpent = true;
    return this.#key;
  }

  /** Whether the value of an Authorization header is that of a page that was let in. */
  opens(authorization: string | undefined): boolean {
    return this.#isSpent && authorization !== undefined && isSame(authorization, `Bearer ${this.#key}`);
  }
}

/** Compared by digest: neither the length nor the first wrong sign can be told from the time that it takes. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
