import { normalize } from 'node:path';
import type { Device } from '../../bundle/runtime-spec.ts';
import { S_IFBLK, S_IFCHR, S_IFIFO } from '../../syscall/constants.ts';
import { InvalidSpec } from '../errors.ts';

/** What mknod(2) calls the types of config.json. */
export const NODE_TYPES: Readonly<Record<string, number>> = { c: S_IFCHR, u: S_IFCHR, b: S_IFBLK, p: S_IFIFO };

/**
 * The devices of config.json by their paths. One that is listed twice, as docker does with two `--device` for it, is made
 * once.
 *
 * @throws InvalidSpec where no such node can be made, and where two have the same path
 * @see runtime-spec config-linux.md#devices
 */
export function listedDevices(devices: readonly Device[]): Device[] {
  const byPath = new Map<string, Device>();
  for (const device of devices) {
    requireSound(device);
    // A node is no directory: a slash at its end would ask for one.
    const path = normalize(`/${device.path}`).replace(/(?<!^)\/$/, '');
    const other = byPath.get(path) ?? device;
    if (nodeOf(other) !== nodeOf(device))
      throw new InvalidSpec(`there are two devices for ${path} in config.json: ${nodeOf(other)} and ${nodeOf(device)}`);
    byPath.set(path, { ...other, path });
  }
  return [...byPath.values()];
}

/** The numbers of a node are not negative: -1 means any device, in the rules of cgroups only. */
function requireSound({ type, path, major = 0, minor = 0 }: Device): void {
  if (!(type in NODE_TYPES)) throw new InvalidSpec(`unknown type ${JSON.stringify(type)} of the device ${path}`);
  if (major < 0 || minor < 0)
    throw new InvalidSpec(
      `cannot make the device ${path}: expected numbers that are not negative, got ${major}:${minor}`,
    );
}

/** As mknod(1) is told: a FIFO has no numbers, and `u` is another word for `c`. */
function nodeOf({ type, major = 0, minor = 0 }: Device): string {
  return type === 'p' ? type : `${type === 'u' ? 'c' : type} ${major}:${minor}`;
}
