import { killQuietly } from '../engine/kill-quietly.ts';
import type { Actors } from '../machines/actors/contract.ts';
import { invalidArgument } from './errors.ts';

/** What podman says of a container that has run out of time. */
const TIMED_OUT = { code: 255, signal: undefined };
/** The longest that a timer can wait: 2^31 - 1 milliseconds. */
const MOST_SECONDS = 2_147_483;

/** Seconds of `--timeout`; undefined for no limit. Throws `UsageError`. */
export function timeLimit(text: string | undefined): number | undefined {
  if (text === undefined || text === '0') return undefined;
  if (/^\d{1,7}$/.test(text) && Number(text) <= MOST_SECONDS) return Number(text);
  const reason = `expected whole seconds, 0 to ${MOST_SECONDS}`;
  throw invalidArgument('--timeout', text, reason);
}

/** The same actors, of which the one that waits for the container kills it when its time is over. */
export function withTimeLimit(actors: Actors, seconds: number | undefined): Actors {
  if (seconds === undefined) return actors;
  return {
    ...actors,
    async awaitExit(input, tools) {
      const { pid } = input.container;
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        if (pid !== undefined) killQuietly(pid);
      }, seconds * 1000);
      try {
        const status = await actors.awaitExit(input, tools);
        return isLate && status.signal === 'SIGKILL' ? TIMED_OUT : status;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
