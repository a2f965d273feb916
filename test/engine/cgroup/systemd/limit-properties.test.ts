import { describe, expect, it } from 'vitest';
import type { Resources } from '../../../../engine/bundle/runtime-spec.ts';
import { limitProperties } from '../../../../engine/cgroup/systemd/limit-properties.ts';

const CURRENT = 252;
const UNLIMITED = '18446744073709551615';

/** As busctl(1) takes them: a name, a type, words. */
function lines(resources: Resources, version: 'v1' | 'v2' = 'v2', release = CURRENT): string[] {
  return limitProperties(resources, version, release).map(({ name, signature, words }) =>
    [name, signature, ...words].join(' '),
  );
}

describe('limitProperties', () => {
  it('says nothing of what is not limited', () => {
    expect(lines({})).toEqual([]);
    expect(lines({}, 'v1')).toEqual([]);
  });

  it('tells the limits of v2', () => {
    const memory = { limit: 100, reservation: 50, swap: 300 };
    expect(lines({ memory, pids: { limit: 20 }, cpu: { shares: 1024 } })).toEqual([
      'TasksMax t 20',
      'MemoryMax t 100',
      'MemorySwapMax t 200',
      'MemoryLow t 50',
      'CPUWeight t 100',
    ]);
  });

  it('tells those of v1 by their older names', () => {
    const resources = { memory: { limit: 100 }, pids: { limit: 20 }, cpu: { shares: 512 }, blockIO: { weight: 300 } };
    expect(lines(resources, 'v1')).toEqual([
      'TasksMax t 20',
      'MemoryLimit t 100',
      'CPUShares t 512',
      'BlockIOWeight t 300',
    ]);
  });

  it.each(['v1', 'v2'] as const)(
    'tells a quota in microseconds of a second, rounded up to what systemd counts in, in %s',
    (version) => {
      expect(lines({ cpu: { quota: 25_000, period: 50_000 } }, version)).toEqual([
        'CPUQuotaPeriodUSec t 50000',
        'CPUQuotaPerSecUSec t 500000',
      ]);
      expect(lines({ cpu: { quota: 1001 } }, version)[1]).toBe('CPUQuotaPerSecUSec t 20000');
      expect(lines({ cpu: { quota: -1, period: 50_000 } }, version)[1]).toBe(`CPUQuotaPerSecUSec t ${UNLIMITED}`);
    },
  );

  it('has the highest number for no limit', () => {
    expect(lines({ memory: { limit: -1 }, pids: { limit: -1 } })).toEqual([
      `TasksMax t ${UNLIMITED}`,
      `MemoryMax t ${UNLIMITED}`,
      `MemorySwapMax t ${UNLIMITED}`,
    ]);
  });

  it('tells processors and nodes of memory as bits, the lowest byte first', () => {
    expect(lines({ cpu: { cpus: '0-2,9', mems: '1' } })).toEqual(['AllowedCPUs ay 2 7 2', 'AllowedMemoryNodes ay 1 2']);
  });

  it.each(['5-3', 'all', '0-3:1/2', '0-99999999'])('leaves the list %s to the kernel alone', (cpus) => {
    expect(lines({ cpu: { cpus } })).toEqual([]);
  });

  it('lets what is given by the name of a file hold, as the files do', () => {
    const unified = {
      'memory.max': '7',
      'memory.high': 'max',
      'memory.min': '3',
      'io.weight': '200',
      'hugetlb.1GB.max': '0',
    };
    expect(lines({ memory: { limit: 100 }, unified })).toEqual([
      'MemoryMax t 7',
      `MemoryHigh t ${UNLIMITED}`,
      'MemoryMin t 3',
      'IOWeight t 200',
    ]);
  });

  it('leaves out what an older systemd would refuse everything for', () => {
    const cpu = { quota: 25_000, period: 50_000, cpus: '0', mems: '0' };
    expect(lines({ cpu }, 'v2', 239)).toEqual(['CPUQuotaPerSecUSec t 500000']);
  });
});
