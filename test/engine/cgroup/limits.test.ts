import { describe, expect, it } from 'vitest';
import type { Resources } from '../../../engine/bundle/runtime-spec.ts';
import { limitsV1 } from '../../../engine/cgroup/limits-v1.ts';
import { limitsV2, weightOfShares } from '../../../engine/cgroup/limits-v2.ts';
import fc from '../../fixtures/properties.ts';

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
    [{ memory: { limit: -1 } }, ['memory.max max', 'memory.swap.max max']],
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
    const zeros = { memory: { limit: 0, swap: 0 }, cpu: { shares: 0, quota: 0, cpus: '' } };
    expect([limits({}), limits(zeros)]).toEqual([[], []]);
  });

  it('takes a limit of zero processes for one: the first has to be there', () => {
    expect(lines(limits({ pids: { limit: 0 } }))).toEqual(['pids.max 1']);
  });

  it('keeps numbers exact that JavaScript would round', () => {
    expect(limits({ memory: { limit: 2n ** 63n - 1n } })[0]!.value).toBe('9223372036854775807');
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

describe('limits of devices', () => {
  const device = { major: 8, minor: 16 };
  const resources: Resources = {
    blockIO: {
      weight: 100,
      weightDevice: [{ ...device, weight: 500, leafWeight: 300 }],
      throttleReadBpsDevice: [{ ...device, rate: 600 }],
      throttleWriteIOPSDevice: [{ ...device, rate: 300 }],
    },
    hugepageLimits: [{ pageSize: '2MB', limit: 2_097_152 }],
    rdma: { mlx5_1: { hcaHandles: 3, hcaObjects: 10_000 }, rxe3: { hcaObjects: 5 } },
  };

  it('are lines of their own files in v1', () => {
    expect(
      lines(limitsV1({ ...resources, network: { classID: 5, priorities: [{ name: 'lo', priority: 7 }] } })),
    ).toEqual([
      'blkio.weight 100',
      'blkio.weight_device 8:16 500',
      'blkio.leaf_weight_device 8:16 300',
      'blkio.throttle.read_bps_device 8:16 600',
      'blkio.throttle.write_iops_device 8:16 300',
      'hugetlb.2MB.limit_in_bytes 2097152',
      'hugetlb.2MB.rsvd.limit_in_bytes 2097152',
      'net_cls.classid 5',
      'net_prio.ifpriomap lo 7',
      'rdma.max mlx5_1 hca_handle=3 hca_object=10000',
      'rdma.max rxe3 hca_object=5',
    ]);
  });

  it('are lines of io.max and its like in v2, and weights are on its own scale where BFQ is not in use', () => {
    const written = limitsV2(resources);
    expect(lines(written)).toEqual([
      'io.bfq.weight 100',
      'io.bfq.weight 8:16 500',
      'io.max 8:16 rbps=600',
      'io.max 8:16 wiops=300',
      'hugetlb.2MB.max 2097152',
      'hugetlb.2MB.rsvd.max 2097152',
      'rdma.max mlx5_1 hca_handle=3 hca_object=10000',
      'rdma.max rxe3 hca_object=5',
    ]);
    expect(written.flatMap(({ alternatives = [] }) => lines(alternatives))).toEqual([
      'io.weight 910',
      'io.weight 8:16 4950',
    ]);
  });

  it('leave out what a group for idle times cannot have', () => {
    expect(lines(limitsV1({ cpu: { idle: 1, shares: 512, burst: 10 } }))).toEqual([
      'cpu.idle 1',
      'cpu.cfs_burst_us 10',
    ]);
    expect(lines(limitsV2({ cpu: { idle: 1, shares: 512, burst: 10 } }))).toEqual(['cpu.idle 1', 'cpu.max.burst 10']);
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
