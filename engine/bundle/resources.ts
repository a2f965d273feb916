import type { BlockIoOptions } from './block-io.ts';
import type { Origins, Sourced } from './origin.ts';
import { checkResources, type Processing } from './resource-checks.ts';
import type { BlockIo, Cpu, Memory, Resources } from './runtime-spec.ts';

/** The limits that a person asked for, as numbers. Undefined and zero mean: no limit. */
export interface ResourceOptions extends BlockIoOptions {
  /** Bytes. */
  readonly memory?: number | undefined;
  /** Bytes of memory and swap together; -1 for no limit. */
  readonly memorySwap?: number | undefined;
  readonly memoryReservation?: number | undefined;
  readonly oomKillDisable?: boolean | undefined;
  /** How willingly its memory is swapped out, 0 to 100; 0 is an answer too. cgroup v1 only. */
  readonly memorySwappiness?: number | undefined;
  /** Billionths of a processor: 1500000000 for `--cpus 1.5`. */
  readonly nanoCpus?: number | undefined;
  readonly cpuShares?: number | undefined;
  /** Microseconds. */
  readonly cpuPeriod?: number | undefined;
  readonly cpuQuota?: number | undefined;
  /** Microseconds. cgroup v1 only. */
  readonly cpuRtPeriod?: number | undefined;
  readonly cpuRtRuntime?: number | undefined;
  /** A list of numbers and ranges: `0-2,7`. */
  readonly cpusetCpus?: string | undefined;
  readonly cpusetMems?: string | undefined;
  /** Processes and threads; -1 for no limit. */
  readonly pidsLimit?: number | undefined;
}

/** The period that `--cpus` is counted in. */
const CPUS_PERIOD = 100_000;

/**
 * `linux.resources` of config.json; undefined where no limit was asked for, since docker sets none by itself.
 *
 * @param blockIO what is asked for of block devices, with their numbers on this host
 * @throws InvalidResource, in docker's words
 * @see runtime-spec config-linux.md#control-groups
 */
export function resourceSection(
  options: ResourceOptions,
  host: Processing,
  blockIO?: BlockIo,
): Sourced<Resources | undefined> {
  checkResources(options, host);
  const resources = {
    memory: memorySection(options),
    cpu: cpuSection(options),
    blockIO,
    pids: options.pidsLimit ? { limit: Math.max(-1, options.pidsLimit) } : undefined,
  };
  const value = withoutUndefined(resources);
  return { value: Object.keys(value).length > 0 ? value : undefined, origins: originsOf(options) };
}

/** Where swap is not spoken of, docker gives as much of it as of memory. */
function memorySection(options: ResourceOptions): Memory | undefined {
  const { memory, memorySwap, memoryReservation, oomKillDisable, memorySwappiness } = options;
  const swap = memorySwap || (memory ? memory * 2 : undefined);
  return noneIfEmpty({
    limit: memory || undefined,
    reservation: memoryReservation || undefined,
    swap,
    swappiness: memorySwappiness,
    disableOOMKiller: oomKillDisable || undefined,
  });
}

function cpuSection(options: ResourceOptions) {
  const { nanoCpus, cpuShares, cpuPeriod, cpuQuota, cpuRtPeriod, cpuRtRuntime, cpusetCpus, cpusetMems } = options;
  return noneIfEmpty<Cpu>({
    shares: cpuShares || undefined,
    quota: nanoCpus ? Math.floor((nanoCpus * CPUS_PERIOD) / 1e9) : cpuQuota || undefined,
    period: nanoCpus ? CPUS_PERIOD : cpuPeriod || undefined,
    realtimePeriod: cpuRtPeriod || undefined,
    realtimeRuntime: cpuRtRuntime || undefined,
    cpus: cpusetCpus || undefined,
    mems: cpusetMems || undefined,
  });
}

/** Which option each field comes from. */
const OPTIONS: readonly [keyof ResourceOptions, pointer: string, option: string][] = [
  ['memory', '/memory', '--memory'],
  ['memorySwap', '/memory/swap', '--memory-swap'],
  ['memoryReservation', '/memory/reservation', '--memory-reservation'],
  ['oomKillDisable', '/memory/disableOOMKiller', '--oom-kill-disable'],
  ['memorySwappiness', '/memory/swappiness', '--memory-swappiness'],
  ['nanoCpus', '/cpu', '--cpus'],
  ['cpuShares', '/cpu/shares', '--cpu-shares'],
  ['cpuPeriod', '/cpu/period', '--cpu-period'],
  ['cpuQuota', '/cpu/quota', '--cpu-quota'],
  ['cpuRtPeriod', '/cpu/realtimePeriod', '--cpu-rt-period'],
  ['cpuRtRuntime', '/cpu/realtimeRuntime', '--cpu-rt-runtime'],
  ['cpusetCpus', '/cpu/cpus', '--cpuset-cpus'],
  ['cpusetMems', '/cpu/mems', '--cpuset-mems'],
  ['pidsLimit', '/pids', '--pids-limit'],
  ['blkioWeight', '/blockIO/weight', '--blkio-weight'],
  ['blkioWeightDevice', '/blockIO/weightDevice', '--blkio-weight-device'],
  ['deviceReadBps', '/blockIO/throttleReadBpsDevice', '--device-read-bps'],
  ['deviceWriteBps', '/blockIO/throttleWriteBpsDevice', '--device-write-bps'],
  ['deviceReadIops', '/blockIO/throttleReadIOPSDevice', '--device-read-iops'],
  ['deviceWriteIops', '/blockIO/throttleWriteIOPSDevice', '--device-write-iops'],
];

function originsOf(options: ResourceOptions): Origins {
  const asked = OPTIONS.filter(([name]) => options[name] || (name === 'memorySwappiness' && options[name] === 0));
  const origins = asked.map(([, pointer, option]) => [pointer, { from: 'option', detail: option }] as const);
  if (!options.memory || options.memorySwap) return Object.fromEntries(origins);
  const swap = { from: 'default', detail: 'twice --memory, as docker has it' } as const;
  return Object.fromEntries([...origins, ['/memory/swap', swap]]);
}

function noneIfEmpty<Section extends object>(fields: { [Key in keyof Section]: Section[Key] | undefined }) {
  const section = withoutUndefined(fields);
  return Object.keys(section).length > 0 ? (section as Section) : undefined;
}

function withoutUndefined<Fields extends object>(fields: Fields) {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };
}
