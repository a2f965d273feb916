import type { Cgroup } from '../../../engine/cgroup/cgroup.ts';
import type { Tools } from '../contract.ts';

/** How often it is looked at first, in milliseconds. */
const FIRST_PAUSE = 100;
/** After so many looks the pauses double: a run of days has a few thousand of them, and not a million. */
const PATIENCE = 300;

/**
 * Tells what the container uses, now and again, until the function that is given back is called: a last time then.
 *
 * @param now milliseconds, from any start
 */
export function watchUsage(
  cgroup: Pick<Cgroup, 'stats'>,
  tools: Pick<Tools, 'progress'>,
  now: () => number,
): () => void {
  const start = now();
  let looks = 0;
  let timer: NodeJS.Timeout;
  const look = () => {
    const { memory, cpu, pids } = cgroup.stats();
    tools.progress({
      kind: 'usage',
      ms: Math.round(now() - start),
      memory: memory.current ?? null,
      cpu: cpu.usage ?? null,
      pids: pids.current ?? null,
    });
  };
  const lookAgain = () => {
    look();
    looks += 1;
    timer = setTimeout(lookAgain, FIRST_PAUSE * 2 ** Math.floor(looks / PATIENCE)).unref();
  };
  lookAgain();
  return () => {
    clearTimeout(timer);
    look();
  };
}
