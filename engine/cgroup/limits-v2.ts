import type { BlockIo, Cpu, JsonInteger, Memory, Resources, ThrottledDevice } from '../bundle/runtime-spec.ts';
import type { Setting } from './control-file.ts';
import { type Entry, limitText, pidsText, settingsOf } from './limit-text.ts';
import { rdmaEntries } from './rdma.ts';

/**
 * The limits of config.json as files of cgroup v2, in the order in which they are to be written.
 *
 * `unified` comes last and unchanged: it is meant for who knows the files by name.
 * @see runtime-spec config-linux.md#control-groups, kernel admin-guide/cgroup-v2
 */
export function limitsV2({ memory, cpu, pids, blockIO, hugepageLimits = [], rdma, unified }: Resources): Setting[] {
  return settingsOf([
    ['pids.max', pidsText(pids?.limit)],
    ['memory.max', limitText(memory?.limit, 'max')],
    ['memory.swap.max', swapOnly(memory)],
    ['memory.low', limitText(memory?.reservation, 'max')],
    ...cpuEntries(cpu ?? {}),
    ['cpuset.cpus', cpu?.cpus || undefined],
    ['cpuset.mems', cpu?.mems || undefined],
    ...blockIoEntries(blockIO ?? {}),
    ...hugepageLimits.flatMap(({ pageSize, limit }): Entry[] => [
      [`hugetlb.${pageSize}.max`, String(limit)],
      [`hugetlb.${pageSize}.rsvd.max`, String(limit), { isOptional: true }],
    ]),
    ...rdmaEntries(rdma),
    ...Object.entries(unified ?? {}).flatMap(([file, value]) => lines(value).map((line): Entry => [file, line])),
  ]);
}

/** The kernel takes one line at a time: of io.max, say. */
function lines(value: string): string[] {
  const all = value.split('\n').filter(Boolean);
  return all.length === 0 ? [value] : all;
}

/** config.json counts memory and swap together, as v1 did; v2 counts swap alone, so that nothing is left may be said with 0. */
function swapOnly({ limit = 0, swap = 0 }: Memory = {}): string | undefined {
  if (swap < 0) return 'max';
  // Without a limit of memory there can be none of memory and swap.
  if (limit < 0 && BigInt(swap) === 0n) return 'max';
  if (BigInt(swap) === 0n || limit <= 0) return undefined;
  const rest = BigInt(swap) - BigInt(limit);
  return String(rest < 0n ? 0n : rest);
}

/** A group for idle times has no weight. */
function cpuEntries({ shares, quota, period, burst, idle }: Cpu): Entry[] {
  return [
    ['cpu.idle', idle === undefined ? undefined : String(idle)],
    ['cpu.weight', shares && !idle ? String(weightOfShares(Number(shares))) : undefined],
    ['cpu.max', bandwidth(quota, period)],
    ['cpu.max.burst', burst === undefined ? undefined : String(burst)],
  ];
}

const [MIN_SHARES, MAX_SHARES, MAX_WEIGHT] = [2, 262_144, 10_000];

/**
 * The weight of v2 (1 to 10000) for shares of v1 (2 to 262144): a curve through both ends and both defaults, 1024 shares
 * and weight 100, so that a container without the option weighs as much as any other process.
 */
export function weightOfShares(shares: number): number {
  if (shares <= MIN_SHARES) return 1;
  if (shares >= MAX_SHARES) return MAX_WEIGHT;
  const magnitude = Math.log2(shares);
  return Math.ceil(10 ** ((magnitude ** 2 + 125 * magnitude) / 612 - 7 / 34));
}

/** The kernel's own period, where only the quota is given. */
const DEFAULT_PERIOD = 100_000;

/** `quota period`, both in microseconds. */
function bandwidth(quota: JsonInteger = 0, period: JsonInteger = 0): string | undefined {
  if (!quota && !period) return undefined;
  return `${quota > 0 ? quota : 'max'} ${period > 0 ? period : DEFAULT_PERIOD}`;
}

/** BFQ has the weights of v1; the kernel's own go from 1 to 10000. */
function blockIoEntries(io: BlockIo): Entry[] {
  const { weight, weightDevice = [] } = io;
  const standard = weight ? [{ file: 'io.weight', value: String(ioWeight(weight)) }] : [];
  return [
    ['io.bfq.weight', weight ? String(weight) : undefined, { alternatives: standard }],
    ...weightDevice.map((device): Entry => {
      const text = (value: number) => `${device.major}:${device.minor} ${value}`;
      const value = device.weight ? text(device.weight) : undefined;
      const alternatives = device.weight ? [{ file: 'io.weight', value: text(ioWeight(device.weight)) }] : [];
      return ['io.bfq.weight', value, { alternatives }];
    }),
    ...throttleEntries('rbps', io.throttleReadBpsDevice),
    ...throttleEntries('wbps', io.throttleWriteBpsDevice),
    ...throttleEntries('riops', io.throttleReadIOPSDevice),
    ...throttleEntries('wiops', io.throttleWriteIOPSDevice),
  ];
}

function throttleEntries(what: string, devices: readonly ThrottledDevice[] = []): Entry[] {
  return devices.map(({ major, minor, rate }): Entry => {
    const value = BigInt(rate) === 0n ? 'max' : String(rate);
    return ['io.max', `${major}:${minor} ${what}=${value}`];
  });
}

/** The weight of v2 for one of v1, 10 to 1000, on a straight line. */
function ioWeight(weight: number): number {
  return 1 + Math.trunc(((weight - 10) * 9999) / 990);
}
