import type { Seccomp } from '../bundle/runtime-spec.ts';
import { X32_SYSCALL_BIT } from '../syscall/numbers.ts';
import { KILL_PROCESS } from './actions.ts';
import { knownArchitectures, nativeArchitecture } from './architectures.ts';
import { branch, type Code, encode, JEQ, JGE, load, MAX_INSTRUCTIONS, ret } from './bpf.ts';
import { wayCode } from './conditions.ts';
import { InvalidSeccompProfile } from './errors.ts';
import { policyRanges, type Range, type Way } from './policy.ts';

/** Offsets in struct seccomp_data. @see seccomp(2) */
const NUMBER = 0;
const ARCHITECTURE = 4;

const KILL: Code = [ret(KILL_PROCESS)];

/**
 * The filter that enforces a policy: the bytes of an array of struct sock_filter, as `seccompSetModeFilter` takes them.
 *
 * First the architecture is looked at: the same number means another call in each. Calls of an architecture that the policy
 * does not list kill the process; a listed one whose calls we do not know has none that this kernel could run.
 *
 * @param architecture the machine's, as Node calls it: `process.arch`
 * @throws SeccompArchitectureUnknown, InvalidSeccompProfile
 */
export function compileSeccomp(seccomp: Seccomp, architecture: string): Buffer {
  const native = nativeArchitecture(architecture).seccomp;
  const listed = new Set([native, ...(seccomp.architectures ?? [])]);
  const sections = new Map<number, Code>();
  for (const { name, audit } of knownArchitectures([...listed]))
    if (name !== 'SCMP_ARCH_X32') sections.set(audit, section(seccomp, name, listed));
  const code = [load(ARCHITECTURE), ...dispatch([...sections])];
  if (code.length > MAX_INSTRUCTIONS)
    throw new InvalidSeccompProfile(`its filter has ${code.length} instructions, the kernel takes ${MAX_INSTRUCTIONS}`);
  return encode(code);
}

function dispatch([first, ...rest]: readonly (readonly [audit: number, code: Code])[]): Code {
  return first === undefined ? KILL : branch(JEQ, first[0], first[1], dispatch(rest));
}

function section(seccomp: Seccomp, name: string, listed: ReadonlySet<string>): Code {
  const calls = tree(policyRanges(seccomp, name));
  if (name !== 'SCMP_ARCH_X86_64') return [load(NUMBER), ...calls];
  const x32 = listed.has('SCMP_ARCH_X32') ? tree(policyRanges(seccomp, 'SCMP_ARCH_X32')) : KILL;
  return [load(NUMBER), ...branch(JGE, X32_SYSCALL_BIT, x32, calls)];
}

/** Finds the range of the loaded call number in as many steps as its bits, where a list would take hundreds. */
function tree(ranges: readonly Range[]): Code {
  if (ranges.length === 1) return answer(ranges[0]!.ways);
  const middle = ranges.length >> 1;
  return branch(JGE, ranges[middle]!.from, tree(ranges.slice(middle)), tree(ranges.slice(0, middle)));
}

function answer(ways: readonly Way[]): Code {
  return ways.flatMap(wayCode);
}
