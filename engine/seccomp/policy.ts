import type { JsonInteger, Seccomp, SeccompArgument, SeccompRule } from '../bundle/runtime-spec.ts';
import { syscallNumbers } from '../syscall/numbers.ts';
import { letsThrough, verdictOf } from './actions.ts';
import { InvalidSeccompProfile } from './errors.ts';

/** One way to a verdict: where every condition holds. Without conditions it always does. */
export interface Way {
  readonly conditions: readonly SeccompArgument[];
  readonly verdict: number;
}

/** What is answered from one call number up to the next range's: the first way that holds, and that is always the last one. */
export interface Range {
  readonly from: number;
  readonly ways: readonly Way[];
}

const ENOSYS = 38;

/**
 * What a policy answers to each call number of one architecture, as ranges from 0 to the end of the numbers.
 *
 * As with runc: a name that the architecture lacks is passed over; a rule that only repeats the default action as well; a
 * rule without conditions beats those with. Calls newer than any the policy names do not exist: ENOSYS, so that C
 * libraries fall back to what the policy's author knew, where a plain EPERM would be taken for the last word.
 * Where rules with different actions hold for one call, libseccomp leaves open which counts; here it is the first.
 */
export function policyRanges(seccomp: Seccomp, architecture: string): Range[] {
  const fallback: Way = { conditions: [], verdict: verdictOf(seccomp.defaultAction, seccomp.defaultErrnoRet) };
  const numbers = syscallNumbers(architecture)!;
  const named = waysByNumber(seccomp, numbers, fallback);
  const edges = [...named].sort(([a], [b]) => a - b);
  const ranges: Range[] = [{ from: 0, ways: [fallback] }];
  for (const [number, ways] of edges) ranges.push({ from: number, ways }, { from: number + 1, ways: [fallback] });
  const newest = newestNamed(seccomp, numbers);
  if (newest !== undefined && !letsThrough(seccomp.defaultAction))
    ranges.push({ from: newest + 1, ways: [{ conditions: [], verdict: verdictOf('SCMP_ACT_ERRNO', ENOSYS) }] });
  return merged(ranges);
}

function waysByNumber(
  { syscalls = [] }: Seccomp,
  numbers: ReadonlyMap<string, number>,
  fallback: Way,
): Map<number, Way[]> {
  const found = new Map<number, Way[]>();
  for (const rule of syscalls) {
    const ways = waysOf(rule).filter(({ verdict }) => verdict !== fallback.verdict);
    for (const name of rule.names) {
      const number = numbers.get(name);
      if (number === undefined || ways.length === 0) continue;
      found.set(number, [...(found.get(number) ?? []), ...ways]);
    }
  }
  return new Map([...found].map(([number, ways]) => [number, decided(ways, fallback)]));
}

/** The conditions of a rule must all hold; but where two are about the same argument, any of them is enough. */
function waysOf({ action, errnoRet, args = [] }: SeccompRule): Way[] {
  const verdict = verdictOf(action, errnoRet);
  for (const argument of args) check(argument);
  const hasRepeated = new Set(args.map(({ index }) => index)).size < args.length;
  const choices = hasRepeated ? args.map((argument) => [argument]) : [args];
  return choices.map((conditions) => ({ conditions, verdict }));
}

function check({ index, value, valueTwo = 0, op }: SeccompArgument): void {
  if (!(Number.isInteger(index) && index >= 0 && index <= 5))
    throw new InvalidSeccompProfile(`a system call has the arguments 0 to 5, got ${index}`);
  for (const number of [value, valueTwo])
    if (!isWord(number))
      throw new InvalidSeccompProfile(`the value of an argument must be 0 to 2^64 - 1, got ${number}`);
  if (!OPERATORS.includes(op)) throw new InvalidSeccompProfile(`unknown operator ${JSON.stringify(op)}`);
}

/** A number that was rounded would match other calls: what is beyond 2^53 has to come as a bigint. */
function isWord(value: JsonInteger): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0;
  return value >= 0n && value < 2n ** 64n;
}

/** The comparisons that are known, as profiles name them. */
export const OPERATORS: readonly string[] = [
  'SCMP_CMP_NE',
  'SCMP_CMP_LT',
  'SCMP_CMP_LE',
  'SCMP_CMP_EQ',
  'SCMP_CMP_GE',
  'SCMP_CMP_GT',
  'SCMP_CMP_MASKED_EQ',
];

function decided(ways: readonly Way[], fallback: Way): Way[] {
  const always = ways.find(({ conditions }) => conditions.length === 0);
  return always ? [always] : [...ways, fallback];
}

function newestNamed({ syscalls = [] }: Seccomp, numbers: ReadonlyMap<string, number>): number | undefined {
  const named = syscalls.flatMap(({ names }) => names.flatMap((name) => numbers.get(name) ?? []));
  return named.length === 0 ? undefined : named.reduce((newest, number) => Math.max(newest, number));
}

/** Fewer ranges: none that the next one covers, none that answers what the one before does. */
function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges) {
    if (result.at(-1)?.from === range.from) result.pop();
    if (!isSame(result.at(-1), range)) result.push(range);
  }
  return result;
}

function isSame(a: Range | undefined, b: Range): boolean {
  const [one, other] = [a?.ways[0], b.ways[0]];
  return one?.conditions.length === 0 && other?.conditions.length === 0 && one.verdict === other.verdict;
}
