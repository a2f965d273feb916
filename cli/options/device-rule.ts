import type { DeviceRule } from '../../engine/bundle/runtime-spec.ts';
import { invalidArgument, UsageError } from '../errors.ts';

/** The kernel keeps each in 32 bits and less. @see makedev(3) */
const MAX_NUMBER = 2 ** 32 - 1;

/**
 * `type major:minor access`, with `*` for all numbers.
 *
 * @example parseDeviceRule('c 42:* rmw') // { allow: true, type: 'c', major: 42, access: 'rmw' }
 * @throws UsageError in docker's words
 */
export function parseDeviceRule(text: string): DeviceRule {
  const [, type, major, minor, access] = /^([acb]) (\d+|\*):(\d+|\*) ([rwm]{1,3})$/.exec(text) ?? [];
  if (type === undefined) {
    const why = `invalid device cgroup format '${text}'`;
    throw invalidArgument('--device-cgroup-rule', text, why);
  }
  const number = (what: 'major' | 'minor', digits: string) => {
    if (digits === '*') return {};
    if (Number(digits) <= MAX_NUMBER) return { [what]: Number(digits) };
    throw new UsageError(`invalid ${what} value in device cgroup rule format: '${text}'`);
  };
  return {
    allow: true,
    type: type as 'a' | 'b' | 'c',
    ...number('major', major!),
    ...number('minor', minor!),
    access: access!,
  };
}

/** The rule as it was written. */
export function deviceRuleText({ type = 'a', major, minor, access = 'rwm' }: DeviceRule): string {
  return `${type} ${major ?? '*'}:${minor ?? '*'} ${access}`;
}
