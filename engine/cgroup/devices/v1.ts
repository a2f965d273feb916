import type { Setting } from '../control-file.ts';
import type { DeviceException, DevicePolicy } from './rules.ts';

/** The policy as lines for devices.allow and devices.deny, to be written one after the other. */
export function deviceSettings({ isAllowed, exceptions }: DevicePolicy): Setting[] {
  const [same, other] = isAllowed ? ['devices.allow', 'devices.deny'] : ['devices.deny', 'devices.allow'];
  return [{ file: same!, value: 'a' }, ...exceptions.map((one) => ({ file: other!, value: lineOf(one) }))];
}

function lineOf({ type, major, minor, access }: DeviceException): string {
  return `${type} ${major ?? '*'}:${minor ?? '*'} ${access}`;
}
