import { UsageError } from '../errors.ts';
import { hasLabel, type NamedFilter, valuesOf } from './filters.ts';
import { momentOf } from './moment.ts';

/** What filters of `prune` look at. */
export interface Prunable {
  readonly labels?: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly createdAt: string;
}

/**
 * Whether something is to be removed: it has every label that is named, not all of those that are denied by `label!=`, and
 * was made before `until`. As docker.
 *
 * @param now milliseconds since 1970
 * @throws UsageError in docker's words
 */
export function pruneFilter(filters: readonly NamedFilter[], command: string, now: number): (one: Prunable) => boolean {
  const [wanted, denied] = [valuesOf(filters, 'label'), valuesOf(filters, 'label!')];
  const until = untilOf(valuesOf(filters, 'until'), command, now);
  return ({ labels = {}, createdAt }) => {
    const has = (label: string) => hasLabel(labels, label);
    const isDenied = denied.length > 0 && denied.every(has);
    return wanted.every(has) && !isDenied && (until === undefined || nanoseconds(createdAt) < until);
  };
}

function untilOf([value, ...others]: readonly string[], command: string, now: number): bigint | undefined {
  if (value === undefined) return undefined;
  if (others.length > 0) throw new UsageError('more than one until filter specified', command);
  const moment = momentOf(value, now);
  if (moment !== undefined) return moment;
  throw new UsageError(
    `invalid filter 'until=${value}': expected a time such as 2026-01-02T13:23:37Z, or 24h`,
    command,
  );
}

const nanoseconds = (time: string) => BigInt(Date.parse(time)) * 1_000_000n;
