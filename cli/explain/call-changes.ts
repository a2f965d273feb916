import { CAPABILITIES } from '../../engine/bundle/capabilities.ts';
import type { CommandRecord } from '../../engine/network/command.ts';
import type { RunPlan } from '../../engine/plan/plan-run.ts';
import type { PlannedCall } from '../../engine/runtime/dry/dry-init.ts';
import { CONTAINER_ID } from './compile.ts';

/** Kernel operations that one run makes and the other does not, as lines like strace's. */
export interface CallChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Calls and commands of the second plan that the first has not, and the other way round, whatever their order. */
export function callChanges(before: RunPlan, after: RunPlan): CallChanges {
  const [one, other] = [linesOf(before), linesOf(after)];
  return { added: ranked(without(other, one)), removed: ranked(without(one, other)) };
}

/** Ways to a file, which are the same whatever is done there then. */
const WAYS = new Set(['openat2', 'close', 'statfs', 'statx', 'faccessat2', 'mkdirat', 'getcwd', 'getdents64']);

/** What a person wants to see first, and last; everything else stands between. */
const FIRST =
  /^(mount|unshare|pivot_root|capset|seccomp|set(res)?[ug]id|setgroups|prlimit64|sethostname|ioctl|clone|write|ip |nsenter|pasta|slirp)/;
const LAST = /^(openat|dup3|fchown|pipe2|mknod|fchmod|symlink|execve|chdir)/;

function ranked(lines: readonly string[]): string[] {
  const rank = (line: string) => (FIRST.test(line) ? 0 : LAST.test(line) ? 2 : 1);
  return lines.toSorted((one, other) => rank(one) - rank(other));
}

function linesOf(plan: RunPlan): string[] {
  const { launcher, cgroup, creating, network, starting } = plan;
  const { making, joining, limiting } = cgroup;
  const calls = [...making, ...launcher, ...joining, ...limiting, ...creating, ...starting].filter(isTelling);
  return [...calls.map((call) => lineOf(call, plan)), ...network.commands.flatMap(commandLines)];
}

/** What a program is told on its stdin is what it does: a line each, but for those that only hold others together. */
function commandLines({ command, input }: CommandRecord): string[] {
  if (input === undefined) return [command];
  const program = command.replace(/ -oneline -batch -$| -f -$/, '').replace('/proc/0/', '/proc/PID/');
  const telling = input.filter(
    (line) => !/[{}]\s*$|^\s*(type|list|table|delete table|map)\b/.test(line) || /element/.test(line),
  );
  return telling.map((line) => `${program} ${line.trim().replace('netns 0', 'netns PID')}`);
}

/** To ask whether there is a capability at all comes before each one that is dropped. */
function isTelling({ name, args }: PlannedCall): boolean {
  return !WAYS.has(name) && args[0] !== 'PR_CAPBSET_READ';
}

function lineOf({ about: { name, args } }: PlannedCall, { bundle }: RunPlan): string {
  const [first = '', number = ''] = args;
  const isAboutCapability = name === 'prctl' && first.startsWith('PR_CAPBSET_');
  const shown = isAboutCapability
    ? [first, CAPABILITIES[Number(number)] ?? number]
    : name === 'umask'
      ? [Number(first).toString(8).padStart(4, '0')]
      : withoutZeros(args);
  return `${name}(${shown.join(', ')})`.replaceAll(bundle, '…').replaceAll(CONTAINER_ID, 'ID');
}

/** prctl(2) takes five, and hardly ever needs them. */
function withoutZeros(args: readonly string[]): readonly string[] {
  const last = args.findLastIndex((argument) => argument !== '0');
  return args.length === 5 ? args.slice(0, last + 1) : args;
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
