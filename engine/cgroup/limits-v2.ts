import type { Resources } from '../bundle/runtime-spec.ts';
import type { Setting } from './control-file.ts';

/**
 * The limits of config.json as files of cgroup v2, in the order in which they are to be written.
 *
 * `unified` comes last and unchanged: it is meant for who knows the files by name.
 * @see runtime-spec config-linux.md#control-groups, kernel admin-guide/cgroup-v2
 */
export function limitsV2({ memory, cpu, pids, unified }: Resources): Setting[] {
  const settings: [file: string, value: string | undefined][] = [
    ['pids.max', limitText(pids?.limit)],
    ['memory.max', limitText(memory?.limit)],
    ['memory.swap.max', swapOnly(memory)],
    ['memory.low', limitText(memory?.reservation)],
    ['cpu.weight', cpu?.shares ? String(weightOfShares(cpu.shares)) : undefined],
    ['cpu.max', bandwidth(cpu)],
    ['cpuset.cpus', cpu?.cpus || undefined],
    ['cpuset.mems', cpu?.mems || undefined],
    ...Object.entries(unified ?? {}),
  ];
  return settings.flatMap(([file, value]) => (value === undefined ? [] : [{ file, value }]));
}

/** Zero means "not set", and a negative number "no limit". */
function limitText(limit: number | undefined): string | undefined {
  if (!limit) return undefined;
  return limit < 0 ? 'max' : String(limit);
}

/** config.json counts memory and swap together, as v1 did; v2 counts swap alone, so that nothing is left may be said with 0. */
function swapOnly({ limit = 0, swap = 0 }: Resources['memory'] & object = {}): string | undefined {
  if (swap < 0) return 'max';
  return swap === 0 || limit <= 0 ? undefined : String(Math.max(0, swap - limit));
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
function bandwidth(cpu: Resources['cpu']): string | undefined {
  const { quota = 0, period = 0 } = cpu ?? {};
  if (quota === 0 && period === 0) return undefined;
  return `${quota > 0 ? quota : 'max'} ${period > 0 ? period : DEFAULT_PERIOD}`;
}
