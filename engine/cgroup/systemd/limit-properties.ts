import type { Resources } from '../../bundle/runtime-spec.ts';
import { bitsOf, parseNumberList } from '../../number-list.ts';
import type { Setting } from '../control-file.ts';
import { limitsV1 } from '../limits-v1.ts';
import { limitsV2 } from '../limits-v2.ts';
import { bytes, INFINITY, number64, type Property } from './property.ts';

/**
 * The limits that systemd has properties for.
 *
 * All of them are written to the files of the cgroup besides; but systemd writes what it knows of a unit anew whenever it
 * looks at its units again, as with `systemctl daemon-reload`, and so has to know of them.
 *
 * @param release of systemd: it refuses a whole request for one property that it does not know
 * @see org.freedesktop.systemd1(5), systemd.resource-control(5)
 */
export function limitProperties(resources: Resources, version: 'v1' | 'v2', release: number): Property[] {
  const settings = version === 'v2' ? limitsV2(resources) : limitsV1(resources);
  const known: Readonly<Record<string, Translation>> = version === 'v2' ? V2 : V1;
  const all = settings.flatMap(({ file, value }) => known[file]?.(value) ?? []);
  if (version === 'v1') all.push(...quotaOf(settings));
  // What comes later holds, as with the files.
  const byName = new Map(all.map((one) => [one.name, one]));
  return [...byName.values()].filter(({ name }) => (SINCE[name] ?? 0) <= release);
}

/** The releases of systemd that were the first to know them, where others are still in use. */
const SINCE: Readonly<Record<string, number>> = {
  CPUQuotaPeriodUSec: 242,
  AllowedCPUs: 244,
  AllowedMemoryNodes: 244,
};

/** From the text of a file to properties; none where systemd cannot say that. */
type Translation = (value: string) => Property[];

const amount =
  (name: string): Translation =>
  (value) => {
    if (value === 'max' || value === '-1') return [number64(name, INFINITY)];
    return /^\d+$/.test(value) ? [number64(name, BigInt(value))] : [];
  };

const numbers =
  (name: string): Translation =>
  (value) => {
    const set = parseNumberList(value);
    return set?.size ? [bytes(name, bitsOf(set))] : [];
  };

const V2 = {
  'pids.max': amount('TasksMax'),
  'memory.max': amount('MemoryMax'),
  'memory.high': amount('MemoryHigh'),
  'memory.low': amount('MemoryLow'),
  'memory.min': amount('MemoryMin'),
  'memory.swap.max': amount('MemorySwapMax'),
  'cpu.weight': amount('CPUWeight'),
  'cpu.max': (value) => quota(...(value.split(' ') as [string, string?])),
  'cpuset.cpus': numbers('AllowedCPUs'),
  'cpuset.mems': numbers('AllowedMemoryNodes'),
  'io.weight': amount('IOWeight'),
} satisfies Record<string, Translation>;

const V1 = {
  'pids.max': amount('TasksMax'),
  'memory.limit_in_bytes': amount('MemoryLimit'),
  'cpu.shares': amount('CPUShares'),
  'blkio.weight': amount('BlockIOWeight'),
} satisfies Record<string, Translation>;

/** In v1 they stand in two files. */
function quotaOf(settings: readonly Setting[]): Property[] {
  const textOf = (file: string) => settings.find((setting) => setting.file === file)?.value;
  const limit = textOf('cpu.cfs_quota_us');
  const period = textOf('cpu.cfs_period_us');
  if (limit === undefined && period === undefined) return [];
  return quota(limit === undefined || limit.startsWith('-') ? 'max' : limit, period);
}

const SECOND_US = 1_000_000n;
const DEFAULT_PERIOD_US = '100000';
/** Systemd counts in these, a hundredth of a processor; what is less it would round to nothing. */
const STEP_US = 10_000n;

/** @param limit in microseconds of each period, or `max` */
function quota(limit: string, period: string = DEFAULT_PERIOD_US): Property[] {
  if (!/^(max|\d+)$/.test(limit) || !/^[1-9]\d*$/.test(period)) return [];
  const each = number64('CPUQuotaPeriodUSec', BigInt(period));
  if (limit === 'max') return [each, number64('CPUQuotaPerSecUSec', INFINITY)];
  const exact = (BigInt(limit) * SECOND_US) / BigInt(period);
  return [each, number64('CPUQuotaPerSecUSec', ((exact + STEP_US - 1n) / STEP_US) * STEP_US)];
}
