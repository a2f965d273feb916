import { setTimeout as wait } from 'node:timers/promises';

const LONGEST_PAUSE = 50;
/** Milliseconds. */
const PATIENCE = 10_000;

/** Asks again and again, after growing pauses; false where it never became true, in ten seconds. */
export async function until(condition: () => boolean): Promise<boolean> {
  const end = performance.now() + PATIENCE;
  for (let pause = 1; performance.now() < end; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    if (condition()) return true;
    await wait(pause);
  }
  return condition();
}
