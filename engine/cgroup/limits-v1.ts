import type { BlockIo, DeviceNumber, JsonInteger, Resources } from '../bundle/runtime-spec.ts';
import type { Setting } from './control-file.ts';
import { type Entry, limitText, pidsText, settingsOf } from './limit-text.ts';
import { rdmaEntries } from './rdma.ts';

/**
 * The limits of config.json as files of cgroup v1, in the order in which they are to be written: a limit on memory and
 * swap together may never be below the one on memory, and a quota wants its period first.
 *
 * @see runtime-spec config-linux.md#control-groups, kernel admin-guide/cgroup-v1
 */
export function limitsV1(resources: Resources): Setting[] {
  const { cpu, pids, blockIO, hugepageLimits = [], network, rdma } = resources;
  return settingsOf([
    ['pids.max', pidsText(pids?.limit)],
    ...memoryEntries(resources.memory),
    // Before the shares: a group for idle times has none.
    ['cpu.idle', cpu?.idle === undefined ? undefined : String(cpu.idle)],
    ['cpu.shares', cpu?.idle ? undefined : limitText(cpu?.shares)],
    ['cpu.rt_period_us', limitText(cpu?.realtimePeriod), { isTriedAgain: cpu?.realtimeRuntime !== undefined }],
    ['cpu.rt_runtime_us', limitText(cpu?.realtimeRuntime)],
    ['cpu.cfs_period_us', limitText(cpu?.period), { isTriedAgain: cpu?.quota !== undefined }],
    ['cpu.cfs_quota_us', limitText(cpu?.quota)],
    ['cpu.cfs_burst_us', numberText(cpu?.burst)],
    ['cpuset.cpus', cpu?.cpus || undefined],
    ['cpuset.mems', cpu?.mems || undefined],
    ...blockIoEntries(blockIO ?? {}),
    ...hugepageLimits.flatMap(({ pageSize, limit }): Entry[] => [
      [`hugetlb.${pageSize}.limit_in_bytes`, String(limit)],
      [`hugetlb.${pageSize}.rsvd.limit_in_bytes`, String(limit), { isOptional: true }],
    ]),
    ['net_cls.classid', numberText(network?.classID)],
    ...(network?.priorities ?? []).map(({ name, priority }): Entry => ['net_prio.ifpriomap', `${name} ${priority}`]),
    ...rdmaEntries(rdma),
  ]);
}

function memoryEntries(memory: Resources['memory']): Entry[] {
  // Without a limit of memory there can be none of memory and swap.
  const swap = memory?.limit !== undefined && memory.limit < 0 && !memory.swap ? -1 : memory?.swap;
  return [
    ['memory.limit_in_bytes', limitText(memory?.limit), { isTriedAgain: swap !== undefined }],
    ['memory.memsw.limit_in_bytes', limitText(swap), swap === memory?.swap ? {} : { isOptional: true }],
    ['memory.soft_limit_in_bytes', limitText(memory?.reservation)],
    // Kernels that count all memory together take the first and do nothing, or say that they know none.
    ['memory.kmem.limit_in_bytes', limitText(memory?.kernel), { isOptional: true }],
    ['memory.kmem.tcp.limit_in_bytes', limitText(memory?.kernelTCP)],
    ['memory.swappiness', numberText(memory?.swappiness)],
    ['memory.oom_control', memory?.disableOOMKiller ? '1' : undefined],
  ];
}

/** The proportional weights belong to whichever scheduler is in use: of today's kernels only BFQ has them. */
function blockIoEntries(io: BlockIo): Entry[] {
  const weight = (value: number | undefined) => (value ? String(value) : undefined);
  return [
    ['blkio.weight', weight(io.weight), { alternatives: [{ file: 'blkio.bfq.weight', value: String(io.weight) }] }],
    ['blkio.leaf_weight', weight(io.leafWeight)],
    ...(io.weightDevice ?? []).flatMap((device): Entry[] => {
      const value = deviceText(device, device.weight ?? 0);
      const bfq = { alternatives: [{ file: 'blkio.bfq.weight_device', value }] };
      return [
        ['blkio.weight_device', device.weight ? value : undefined, bfq],
        ['blkio.leaf_weight_device', device.leafWeight ? deviceText(device, device.leafWeight) : undefined],
      ];
    }),
    ...throttleEntries('blkio.throttle.read_bps_device', io.throttleReadBpsDevice),
    ...throttleEntries('blkio.throttle.write_bps_device', io.throttleWriteBpsDevice),
    ...throttleEntries('blkio.throttle.read_iops_device', io.throttleReadIOPSDevice),
    ...throttleEntries('blkio.throttle.write_iops_device', io.throttleWriteIOPSDevice),
  ];
}

function throttleEntries(file: string, devices: BlockIo['throttleReadBpsDevice'] = []): Entry[] {
  return devices.map((device): Entry => [file, deviceText(device, device.rate)]);
}

function deviceText({ major, minor }: DeviceNumber, value: JsonInteger): string {
  return `${major}:${minor} ${value}`;
}

function numberText(value: JsonInteger | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
