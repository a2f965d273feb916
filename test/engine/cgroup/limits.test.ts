import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Resources } from '../../../engine/bundle/runtime-spec.ts';
import { limitsV1 } from '../../../engine/cgroup/limits-v1.ts';
import { limitsV2, weightOfShares } from '../../../engine/cgroup/limits-v2.ts';

const ALL: Resources = {
  pids: { limit: 10 },
  memory: { limit: 100, swap: 300, reservation: 50 },
  cpu: { shares: 1024, quota: 5000, period: 10_000, cpus: '0-1', mems: '0' },
};
const lines = (settings: readonly { file: string; value: string }[]) =>
  settings.map(({ file, value }) => `${file} ${value}`);

describe('limitsV2', () => {
  it('translates every limit, and counts swap by itself', () => {
    expect(lines(limitsV2({ ...ALL, unified: { 'memory.high': '90' } }))).toEqual([
      'pids.max 10',
      'memory.max 100',
      'memory.swap.max 200',
      'memory.low 50',
      'cpu.weight 100',
      'cpu.max 5000 10000',
      'cpuset.cpus 0-1',
      'cpuset.mems 0',
      'memory.high 90',
    ]);
  });

  it.each<[Resources, string[]]>([
    [{ memory: { limit: 100, swap: 100 } }, ['memory.max 100', 'memory.swap.max 0']],
    [{ memory: { limit: 100, swap: -1 } }, ['memory.max 100', 'memory.swap.max max']],
    [{ memory: { limit: -1 } }, ['memory.max max']],
    [{ pids: { limit: -1 } }, ['pids.max max']],
    [{ cpu: { quota: -1 } }, ['cpu.max max 100000']],
    [{ cpu: { quota: 5000 } }, ['cpu.max 5000 100000']],
    [{ cpu: { period: 5000 } }, ['cpu.max max 5000']],
  ])('reads %j', (resources, expected) => expect(lines(limitsV2(resources))).toEqual(expected));
});

describe('limitsV1', () => {
  it('translates every limit, memory before swap and period before quota', () => {
    expect(lines(limitsV1({ ...ALL, memory: { ...ALL.memory, swappiness: 0, disableOOMKiller: true } }))).toEqual([
      'pids.max 10',
      'memory.limit_in_bytes 100',
      'memory.memsw.limit_in_bytes 300',
      'memory.soft_limit_in_bytes 50',
      'memory.swappiness 0',
      'memory.oom_control 1',
      'cpu.shares 1024',
      'cpu.cfs_period_us 10000',
      'cpu.cfs_quota_us 5000',
      'cpuset.cpus 0-1',
      'cpuset.mems 0',
    ]);
  });

  it('says "no limit" as each file wants it', () => {
    const unlimited = limitsV1({ pids: { limit: -1 }, memory: { limit: -1, swap: -1 }, cpu: { quota: -1 } });
    expect(lines(unlimited)).toEqual([
      'pids.max max',
      'memory.limit_in_bytes -1',
      'memory.memsw.limit_in_bytes -1',
      'cpu.cfs_quota_us -1',
    ]);
  });
});

describe.each([
  ['limitsV1', limitsV1],
  ['limitsV2', limitsV2],
])('%s', (_, limits) => {
  it('writes nothing where nothing was asked for, and takes zero for that', () => {
    const zeros = { pids: { limit: 0 }, memory: { limit: 0, swap: 0 }, cpu: { shares: 0, quota: 0, cpus: '' } };
    expect([limits({}), limits(zeros)]).toEqual([[], []]);
  });

  it('never writes anything but numbers, lists and max', () => {
    const number = fc.oneof(fc.integer(), fc.maxSafeInteger());
    const resources = fc.record({
      pids: fc.record({ limit: number }),
      memory: fc.record({ limit: number, swap: number }),
    });
    fc.assert(
      fc.property(resources, (some) => {
        for (const { value } of limits(some)) expect(value).toMatch(/^(-?\d+|max)$/);
      }),
    );
  });
});

describe('weightOfShares', () => {
  it('maps the ends to the ends and the default to the default', () => {
    expect([2, 1024, 262_144].map(weightOfShares)).toEqual([1, 100, 10_000]);
  });

  it('never turns the order round, and stays between 1 and 10000', () => {
    const shares = fc.integer({ min: 0, max: 300_000 });
    fc.assert(
      fc.property(shares, shares, (one, other) => {
        const [less, more] = [weightOfShares(Math.min(one, other)), weightOfShares(Math.max(one, other))];
        expect(less).toBeLessThanOrEqual(more);
        expect(less).toBeGreaterThanOrEqual(1);
        expect(more).toBeLessThanOrEqual(10_000);
      }),
    );
  });
});
