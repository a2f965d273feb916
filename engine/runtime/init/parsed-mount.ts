import { normalize } from 'node:path';
import type { Mount } from '../../bundle/runtime-spec.ts';
import { InvalidSpec } from '../errors.ts';
import { type MountOptions, parseMountOptions } from './mount-options.ts';
import { isRemount } from './remount.ts';

/** One mount with what was read of it. */
export interface ParsedMount {
  readonly one: Mount;
  /** Absolute and without `..`. */
  readonly destination: string;
  readonly options: MountOptions;
}

/**
 * Reads a mount of config.json. A destination may be written as the host sees it, which some callers do, and runc takes.
 *
 * @param directory absolute path of the container's root on the host
 * @throws InvalidSpec where it would be mounted over the root itself
 */
export function parseMount(one: Mount, directory: string): ParsedMount {
  const options = parseMountOptions(one.options);
  const written = normalize(`/${one.destination}`).replace(/(.)\/$/, '$1');
  const destination = written.startsWith(`${directory}/`) ? written.slice(directory.length) : written;
  if (destination === '/' && !isRemount(options))
    throw new InvalidSpec('cannot mount over /: that is the root file system itself');
  return { one, destination, options };
}

/** True where the ids of its files are to be others in the container. @see mount_setattr(2) MOUNT_ATTR_IDMAP */
export function hasIdMappings({ one, options }: ParsedMount): boolean {
  return options.idmap !== 'none' || one.uidMappings !== undefined;
}
