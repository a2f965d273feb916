import { setTimeout as sleep } from 'node:timers/promises';
import { discard } from './body.ts';
import { isTransient } from './network-error.ts';
import type { WireResponse } from './transport.ts';

/** How a client waits: replaced in tests, and by whoever wants to show the wait. */
export type Delay = (ms: number, signal: AbortSignal) => Promise<void>;

export const waitInRealTime: Delay = (ms, signal) => sleep(ms, undefined, { signal });

/** As many as containers/image makes. */
export const MOST_ATTEMPTS = 5;
const LONGEST_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 500;

const TEMPORARY = new Set([429, 500, 502, 503, 504]);

/**
 * What `attempt` gives, tried again up to five times while the answer is 429 or a passing 5xx, or the connection breaks, but not
 * while nobody answers; after what Retry-After asks for, else after a doubling wait. The last answer is given back as it is. Only for
 * requests that change nothing.
 */
export async function retrying(
  attempt: () => Promise<WireResponse>,
  delay: Delay,
  signal: AbortSignal,
): Promise<WireResponse> {
  for (let tries = 1; ; tries++) {
    const response = await attempt().catch((error: unknown) => {
      if (tries >= MOST_ATTEMPTS || !isTransient(error)) throw error;
      return undefined;
    });
    const wait = response === undefined ? backoff(tries) : waitBefore(response, tries);
    if (response !== undefined && (wait === undefined || tries >= MOST_ATTEMPTS)) return response;
    if (response !== undefined) await discard(response);
    await delay(wait!, signal);
  }
}

/** How long to wait before attempt number `tries` + 1: half a second, doubling, at most a minute, with jitter against marching in step. */
export function backoff(tries: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1)) * (0.75 + Math.random() / 2);
}

/**
 * The seconds that a Retry-After header asks for, never below 0; undefined where there is none, or no number and no date.
 *
 * @see RFC 9110 section 10.2.3
 */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,12}$/.test(header.trim())) return Number(header);
  const date = /^[A-Z][a-z]{2}, /.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}

/** Milliseconds; undefined where the answer is final, or asks for more patience than a minute. */
function waitBefore({ status, headers }: WireResponse, tries: number): number | undefined {
  if (!TEMPORARY.has(status)) return undefined;
  const seconds = retryAfterSeconds(headers['retry-after'], Date.now());
  if (seconds === undefined) return backoff(tries);
  return seconds * 1000 > LONGEST_WAIT_MS ? undefined : seconds * 1000;
}
