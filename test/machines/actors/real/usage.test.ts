import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CgroupStats } from '../../../../engine/cgroup/cgroup.ts';
import { watchUsage } from '../../../../machines/actors/real/usage.ts';
import type { Progress } from '../../../../machines/evidence.ts';

const stats = (current: number | undefined): CgroupStats => ({
  memory: { current, peak: undefined, limit: undefined, oomKills: undefined },
  cpu: { usage: 7, throttledPeriods: undefined, throttled: undefined },
  pids: { current: 1, limit: undefined, refusals: undefined },
});

/** A container that is watched on a clock of the test's own. */
function watched(memory: number | undefined) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const told: Progress[] = [];
  const cgroup = { stats: () => stats(memory) };
  const stop = watchUsage(cgroup, { progress: (progress) => told.push(progress) }, () => Date.now());
  return { told, stop };
}

describe('what a container uses', () => {
  it('is told at once, ten times a second, and a last time at the end', () => {
    const { told, stop } = watched(4096);
    vi.advanceTimersByTime(250);
    stop();
    vi.advanceTimersByTime(1000);
    expect(told.map((one) => (one as { ms: number }).ms)).toEqual([0, 100, 200, 250]);
    expect(told[0]).toEqual({ kind: 'usage', ms: 0, memory: 4096, cpu: 7, pids: 1 });
  });

  it('is told ever more rarely the longer it runs', () => {
    const { told, stop } = watched(1);
    vi.advanceTimersByTime(24 * 60 * 60 * 1000);
    stop();
    expect(told.length).toBeGreaterThan(1000);
    expect(told.length).toBeLessThan(4000);
  });

  it('says where the kernel does not count', () => {
    const { told, stop } = watched(undefined);
    stop();
    expect(told[0]).toMatchObject({ memory: null });
  });
});
