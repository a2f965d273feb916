import { setTimeout as wait } from 'node:timers/promises';

const TRIES = 100;
const LONGEST_PAUSE_MS = 100;

/** Asks again and again, after pauses that grow to a tenth of a second; false where it never became true, in about ten seconds. */
export async function until(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (condition()) return true;
    await wait(Math.min(2 ** tries, LONGEST_PAUSE_MS));
  }
  return condition();
}
