import type { Seccomp, SeccompArgument } from '../../../engine/bundle/runtime-spec.ts';
import { verdictOf } from '../../../engine/seccomp/actions.ts';
import { ARCHITECTURES } from '../../../engine/seccomp/architectures.ts';
import { syscallNumbers, X32_SYSCALL_BIT } from '../../../engine/syscall/numbers.ts';
import type { Call } from './bpf-machine.ts';

const KILL_PROCESS = 0x80000000;
const ENOSYS = 0x50000 + 38;
const LETTING_THROUGH = ['SCMP_ACT_ALLOW', 'SCMP_ACT_LOG', 'SCMP_ACT_TRACE', 'SCMP_ACT_NOTIFY'];

/** What a policy answers to a call, read off the policy itself, rule by rule: slow, and without a program in between. */
export function evaluate(seccomp: Seccomp, native: string, call: Call): number {
  const architecture = architectureOf(call, [native, ...(seccomp.architectures ?? [])]);
  if (architecture === undefined) return KILL_PROCESS;
  const numbers = syscallNumbers(architecture)!;
  const fallback = verdictOf(seccomp.defaultAction, seccomp.defaultErrnoRet);
  const rules = (seccomp.syscalls ?? []).filter(({ names }) => names.some((name) => numbers.get(name) === call.number));
  const other = rules.filter(({ action, errnoRet }) => verdictOf(action, errnoRet) !== fallback);
  const rule = other.find(({ args = [] }) => args.length === 0) ?? other.find(({ args = [] }) => matches(args, call));
  if (rule) return verdictOf(rule.action, rule.errnoRet);
  const named = (seccomp.syscalls ?? []).flatMap(({ names }) => names.map((name) => numbers.get(name) ?? -1));
  const isNewer = named.some((number) => number >= 0) && named.every((number) => number < call.number);
  return isNewer && !LETTING_THROUGH.includes(seccomp.defaultAction) ? ENOSYS : fallback;
}

function architectureOf({ audit, number }: Call, listed: readonly string[]): string | undefined {
  const candidates = ARCHITECTURES.filter((one) => one.audit === audit).map(({ name }) => name);
  const isX32 = candidates.includes('SCMP_ARCH_X32') && number >= X32_SYSCALL_BIT;
  return candidates.find((name) => listed.includes(name) && (name === 'SCMP_ARCH_X32') === isX32);
}

function matches(args: readonly SeccompArgument[], call: Call): boolean {
  const results = args.map((argument) => compare(argument, call.args[argument.index]!));
  const isRepeated = new Set(args.map(({ index }) => index)).size < args.length;
  return isRepeated ? results.includes(true) : !results.includes(false);
}

function compare({ value, valueTwo = 0, op }: SeccompArgument, actual: bigint): boolean {
  const wanted = BigInt(value);
  switch (op) {
    case 'SCMP_CMP_EQ':
      return actual === wanted;
    case 'SCMP_CMP_NE':
      return actual !== wanted;
    case 'SCMP_CMP_LT':
      return actual < wanted;
    case 'SCMP_CMP_LE':
      return actual <= wanted;
    case 'SCMP_CMP_GE':
      return actual >= wanted;
    case 'SCMP_CMP_GT':
      return actual > wanted;
    default:
      return (actual & wanted) === (BigInt(valueTwo) & wanted);
  }
}
