import type { DeviceRule } from '../../bundle/runtime-spec.ts';
import { InvalidDeviceRule } from '../errors.ts';

/** Which devices may be used: all but the exceptions, or none but the exceptions. */
export interface DevicePolicy {
  readonly isAllowed: boolean;
  readonly exceptions: readonly DeviceException[];
}

/** One kind of device, with the ways to use it that are an exception. Undefined numbers stand for all. */
export interface DeviceException {
  readonly type: 'b' | 'c';
  readonly major: number | undefined;
  readonly minor: number | undefined;
  /** Of `r`, `w` and `m`, in this order. */
  readonly access: string;
}

const EVERYTHING = 'rwm';

/**
 * What a list of rules comes to, applied one after the other as the kernel of cgroup v1 does it: a rule for everything
 * begins anew, one that says what holds anyway takes exceptions back, and any other one is an exception.
 *
 * @throws InvalidDeviceRule
 * @see runtime-spec config-linux.md#allowed-device-list, kernel admin-guide/cgroup-v1/devices
 */
export function devicePolicy(rules: readonly DeviceRule[], isAllowed = false): DevicePolicy {
  let policy = { isAllowed, exceptions: new Map<string, DeviceException>() };
  for (const rule of rules) {
    check(rule);
    if (isAboutEverything(rule)) policy = { isAllowed: rule.allow, exceptions: new Map() };
    else for (const exception of exceptionsOf(rule)) apply(policy, exception, rule.allow);
  }
  return { isAllowed: policy.isAllowed, exceptions: [...policy.exceptions.values()] };
}

function isAboutEverything({ type = 'a', major, minor, access }: DeviceRule): boolean {
  return type === 'a' && isWild(major) && isWild(minor) && ordered(access || EVERYTHING) === EVERYTHING;
}

function exceptionsOf({ type = 'a', major, minor, access }: DeviceRule): DeviceException[] {
  const types = type === 'a' ? (['b', 'c'] as const) : [type];
  return types.map((one) => ({
    type: one,
    major: isWild(major) ? undefined : major,
    minor: isWild(minor) ? undefined : minor,
    access: ordered(access || EVERYTHING),
  }));
}

function apply(
  { isAllowed, exceptions }: { isAllowed: boolean; exceptions: Map<string, DeviceException> },
  exception: DeviceException,
  allow: boolean,
): void {
  const key = `${exception.type} ${exception.major}:${exception.minor}`;
  const before = exceptions.get(key)?.access ?? '';
  const after = allow === isAllowed ? without(before, exception.access) : ordered(before + exception.access);
  if (after === '') exceptions.delete(key);
  else exceptions.set(key, { ...exception, access: after });
}

/** Go writes -1 for "all". */
function isWild(number: number | undefined): boolean {
  return number === undefined || number === null || number === -1;
}

function ordered(access: string): string {
  return EVERYTHING.split('')
    .filter((letter) => access.includes(letter))
    .join('');
}

function without(access: string, taken: string): string {
  return access
    .split('')
    .filter((letter) => !taken.includes(letter))
    .join('');
}

/** Letters that mean nothing are not worth an error to other runtimes either: an `a` stands for no access. */
function check(rule: DeviceRule): void {
  const { type = 'a', access = '', major, minor } = rule;
  const isNumber = (value: number | undefined) => isWild(value) || (Number.isInteger(value) && value! >= 0);
  if (['a', 'b', 'c'].includes(type) && /^[rwma]*$/.test(access) && isNumber(major) && isNumber(minor)) return;
  throw new InvalidDeviceRule(rule);
}
