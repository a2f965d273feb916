import { InvalidResource } from './errors.ts';
import type { Origins, Sourced } from './origin.ts';
import type { Cpu, Memory, Resources } from './runtime-spec.ts';

/** The limits that a person asked for, as numbers. Undefined and zero mean: no limit. */
export interface ResourceOptions {
  /** Bytes. */
  readonly memory?: number | undefined;
  /** Bytes of memory and swap together; -1 for no limit. */
  readonly memorySwap?: number | undefined;
  readonly memoryReservation?: number | undefined;
  readonly oomKillDisable?: boolean | undefined;
  /** Billionths of a processor: 1500000000 for `--cpus 1.5`. */
  readonly nanoCpus?: number | undefined;
  readonly cpuShares?: number | undefined;
  /** Microseconds. */
  readonly cpuPeriod?: number | undefined;
  readonly cpuQuota?: number | undefined;
  /** A list of numbers and ranges: `0-2,7`. */
  readonly cpusetCpus?: string | undefined;
  readonly cpusetMems?: string | undefined;
  /** Processes and threads; -1 for no limit. */
  readonly pidsLimit?: number | undefined;
}

const MIN_MEMORY = 6 * 1024 * 1024;
const [MIN_PERIOD, MAX_PERIOD, MIN_QUOTA] = [1000, 1_000_000, 1000];
const [MIN_SHARES, MAX_SHARES] = [2, 262_144];
/** The period that `--cpus` is counted in. */
const CPUS_PERIOD = 100_000;

/**
 * `linux.resources` of config.json; undefined where no limit was asked for, since docker sets none by itself.
 *
 * @param cpus how many processors there are
 * @throws InvalidResource, in docker's words
 * @see runtime-spec config-linux.md#control-groups
 */
export function resourceSection(options: ResourceOptions, cpus: number): Sourced<Resources | undefined> {
  checkMemory(options);
  checkCpu(options, cpus);
  const resources = {
    memory: memorySection(options),
    cpu: cpuSection(options),
    pids: options.pidsLimit ? { limit: Math.max(-1, options.pidsLimit) } : undefined,
  };
  const value = withoutUndefined(resources);
  return { value: Object.keys(value).length > 0 ? value : undefined, origins: originsOf(options) };
}

/** Where swap is not spoken of, docker gives as much of it as of memory. */
function memorySection({ memory, memorySwap, memoryReservation, oomKillDisable }: ResourceOptions): Memory | undefined {
  const swap = memorySwap || (memory ? memory * 2 : undefined);
  return noneIfEmpty({
    limit: memory || undefined,
    reservation: memoryReservation || undefined,
    swap,
    disableOOMKiller: oomKillDisable || undefined,
  });
}

function cpuSection({ nanoCpus, cpuShares, cpuPeriod, cpuQuota, cpusetCpus, cpusetMems }: ResourceOptions) {
  return noneIfEmpty<Cpu>({
    shares: cpuShares || undefined,
    quota: nanoCpus ? Math.floor((nanoCpus * CPUS_PERIOD) / 1e9) : cpuQuota || undefined,
    period: nanoCpus ? CPUS_PERIOD : cpuPeriod || undefined,
    cpus: cpusetCpus || undefined,
    mems: cpusetMems || undefined,
  });
}

function checkMemory({ memory = 0, memorySwap = 0, memoryReservation = 0 }: ResourceOptions): void {
  if (memory !== 0 && memory < MIN_MEMORY) throw new InvalidResource('Minimum memory limit allowed is 6MB');
  if (memory === 0 && memorySwap > 0) {
    throw new InvalidResource('You should always set the Memory limit when using Memoryswap limit, see usage');
  }
  if (memorySwap > 0 && memorySwap < memory) {
    throw new InvalidResource('Minimum memoryswap limit should be larger than memory limit, see usage');
  }
  if (memoryReservation !== 0 && memoryReservation < MIN_MEMORY) {
    throw new InvalidResource('Minimum memory reservation allowed is 6MB');
  }
  if (memory > 0 && memory < memoryReservation) {
    throw new InvalidResource('Minimum memory limit can not be less than memory reservation limit, see usage');
  }
}

function checkCpu(options: ResourceOptions, cpus: number): void {
  const { nanoCpus = 0, cpuPeriod = 0, cpuQuota = 0, cpuShares = 0 } = options;
  if (nanoCpus !== 0) checkCpus(options, nanoCpus, cpus);
  if (cpuPeriod !== 0 && (cpuPeriod < MIN_PERIOD || cpuPeriod > MAX_PERIOD)) {
    throw new InvalidResource('CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)');
  }
  if (cpuQuota > 0 && cpuQuota < MIN_QUOTA) {
    throw new InvalidResource('CPU cfs quota can not be less than 1ms (i.e. 1000)');
  }
  if (cpuShares < 0) throw new InvalidResource('shares: invalid argument');
  if (cpuShares !== 0 && cpuShares < MIN_SHARES) {
    throw new InvalidResource(`the minimum allowed cpu-shares is ${MIN_SHARES}`);
  }
  if (cpuShares > MAX_SHARES) throw new InvalidResource(`the maximum allowed cpu-shares is ${MAX_SHARES}`);
  checkList('cpus', options.cpusetCpus);
  checkList('mems', options.cpusetMems);
}

function checkCpus({ cpuPeriod = 0, cpuQuota = 0 }: ResourceOptions, nanoCpus: number, cpus: number): void {
  const both = (other: string) => new InvalidResource(`Conflicting options: Nano CPUs and ${other} cannot both be set`);
  if (cpuPeriod !== 0) throw both('CPU Period');
  if (cpuQuota !== 0) throw both('CPU Quota');
  // Docker takes what is above zero and fails later, in the kernel, below one hundredth.
  if (nanoCpus >= 1e7 && nanoCpus <= cpus * 1e9) return;
  throw new InvalidResource(`Range of CPUs is from 0.01 to ${cpus}.00, as there are only ${cpus} CPUs available`);
}

/** @see cpuset(7), "List format" */
function checkList(kind: 'cpus' | 'mems', list = ''): void {
  const isRange = (text: string) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
    return first !== undefined && Number(first) <= Number(last);
  };
  if (list === '' || list.split(',').every(isRange)) return;
  throw new InvalidResource(`Invalid value ${list} for cpuset ${kind}: invalid format: ${list}`);
}

/** Which option each field comes from. */
const OPTIONS: readonly [keyof ResourceOptions, pointer: string, option: string][] = [
  ['memory', '/memory', '--memory'],
  ['memorySwap', '/memory/swap', '--memory-swap'],
  ['memoryReservation', '/memory/reservation', '--memory-reservation'],
  ['oomKillDisable', '/memory/disableOOMKiller', '--oom-kill-disable'],
  ['nanoCpus', '/cpu', '--cpus'],
  ['cpuShares', '/cpu/shares', '--cpu-shares'],
  ['cpuPeriod', '/cpu/period', '--cpu-period'],
  ['cpuQuota', '/cpu/quota', '--cpu-quota'],
  ['cpusetCpus', '/cpu/cpus', '--cpuset-cpus'],
  ['cpusetMems', '/cpu/mems', '--cpuset-mems'],
  ['pidsLimit', '/pids', '--pids-limit'],
];

function originsOf(options: ResourceOptions): Origins {
  const asked = OPTIONS.filter(([name]) => options[name]);
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
