import { InvalidSeccompProfile } from './errors.ts';

/** What a filter answers, without its data: SECCOMP_RET_ of linux/seccomp.h. @see seccomp(2) */
const ACTIONS: Readonly<Record<string, number>> = {
  SCMP_ACT_KILL: 0x00000000,
  SCMP_ACT_KILL_THREAD: 0x00000000,
  SCMP_ACT_KILL_PROCESS: 0x80000000,
  SCMP_ACT_TRAP: 0x00030000,
  SCMP_ACT_ERRNO: 0x00050000,
  SCMP_ACT_NOTIFY: 0x7fc00000,
  SCMP_ACT_TRACE: 0x7ff00000,
  SCMP_ACT_LOG: 0x7ffc0000,
  SCMP_ACT_ALLOW: 0x7fff0000,
};

/** The actions that are known, as profiles name them. */
export const ACTION_NAMES: readonly string[] = Object.keys(ACTIONS).sort();

/** The two actions that carry a number: for the program, or for its tracer. */
const WITH_DATA: readonly string[] = ['SCMP_ACT_ERRNO', 'SCMP_ACT_TRACE'];
const EPERM = 1;
const MAX_ERRNO = 4095;

export const KILL_PROCESS = ACTIONS.SCMP_ACT_KILL_PROCESS!;
const SECCOMP_RET_DATA = 0xffff;

/**
 * What the filter answers for an action: EPERM where it carries a number and none is given.
 *
 * @throws InvalidSeccompProfile for an unknown action, or a number that is no error number
 */
export function verdictOf(action: string, errnoRet: number | undefined): number {
  const value = Object.hasOwn(ACTIONS, action) ? ACTIONS[action]! : undefined;
  if (value === undefined) throw new InvalidSeccompProfile(`unknown action ${JSON.stringify(action)}`);
  if (!WITH_DATA.includes(action)) return value;
  const data = errnoRet ?? EPERM;
  const limit = action === 'SCMP_ACT_ERRNO' ? MAX_ERRNO : SECCOMP_RET_DATA;
  if (!Number.isInteger(data) || data < 0 || data > limit)
    throw new InvalidSeccompProfile(`errnoRet of ${action} must be 0 to ${limit}, got ${data}`);
  return value + data;
}

/** True where the action lets the call be made: what is not named is then not withheld. */
export function letsThrough(action: string): boolean {
  return ['SCMP_ACT_ALLOW', 'SCMP_ACT_LOG', 'SCMP_ACT_TRACE', 'SCMP_ACT_NOTIFY'].includes(action);
}

/** The verdict in words: `ERRNO(1)`, `ALLOW`. */
export function describeVerdict(verdict: number): string {
  const data = verdict & SECCOMP_RET_DATA;
  const [name] = Object.entries(ACTIONS).findLast(([, value]) => value === verdict - data) ?? [];
  if (name === undefined) return `0x${verdict.toString(16)}`;
  const short = name.replace('SCMP_ACT_', '');
  return WITH_DATA.includes(name) ? `${short}(${data})` : short;
}
