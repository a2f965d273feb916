import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Door, Entry } from './door.ts';
import type { Refusal } from './gate.ts';
import type { Role } from './page/messages.ts';

const newSecret = () => randomBytes(32).toString('base64url');

/** So many windows can be invited to one run. */
const MOST_INVITATIONS = 64;

/**
 * Who may look, and who may drive: whoever has the token of the printed address gets the driver's key for it, once; he
 * may invite others, who only watch. Keys are no cookies: those are shared by all ports of a host, and sent without being
 * asked for.
 */
export class Keys implements Door {
  readonly token = newSecret();
  readonly #tokens = new Map<string, Role>([[fingerprint(this.token), 'driver']]);
  readonly #keys = new Map<string, Role>();
  #invitations = 0;

  letIn({ token }: Readonly<Record<string, unknown>>): Entry | Refusal {
    return this.exchange(token) ?? { status: 401, reason: 'wrong or used token' };
  }

  /** A key for the token; undefined where the token is wrong, or was used before. */
  exchange(token: unknown): Entry | undefined {
    if (typeof token !== 'string') return undefined;
    const role = lookUp(this.#tokens, token);
    if (role === undefined) return undefined;
    this.#tokens.delete(fingerprint(token));
    const key = newSecret();
    this.#keys.set(fingerprint(key), role);
    return { key, role };
  }

  /** A token for somebody who only watches; undefined where there were too many. */
  invite(): string | undefined {
    if (this.#invitations === MOST_INVITATIONS) return undefined;
    this.#invitations += 1;
    const token = newSecret();
    this.#tokens.set(fingerprint(token), 'watcher');
    return token;
  }

  roleOf(authorization: string | undefined): Role | undefined {
    const key = bearerKey(authorization);
    return key === undefined ? undefined : lookUp(this.#keys, key);
  }
}

/** The key in the value of an Authorization header. */
export const bearerKey = (authorization: string | undefined): string | undefined =>
  authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : undefined;

/** Stands for a secret where two are compared. */
export const fingerprint = (secret: string) => createHash('sha256').update(secret).digest('hex');

/** Compared by fingerprint, and with every one: neither length nor first wrong sign can be told from the time it takes. */
function lookUp(secrets: ReadonlyMap<string, Role>, given: string): Role | undefined {
  const own = Buffer.from(fingerprint(given));
  let found: Role | undefined;
  for (const [secret, role] of secrets) if (timingSafeEqual(Buffer.from(secret), own)) found = role;
  return found;
}
