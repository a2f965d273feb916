import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { isWritable } from '../is-writable.ts';
import type { Hierarchies } from './hierarchy.ts';
import type { CanWrite } from './placement.ts';

/**
 * The hierarchies in which an ordinary user's cgroup is made: where the controllers are bound to the old ones, not the
 * unified one beside them, unless it lets him make a directory there and move a process to it from his own. It has nothing
 * that would limit anybody, and the old ones let him move whatever is his.
 *
 * @param cgroupsPath as `recordOf` takes it
 * @see cgroups(7), "Cgroups delegation containment rules"
 */
export function withoutForeignUnified(
  hierarchies: Hierarchies,
  cgroupsPath: string,
  canWrite: CanWrite = isWritable,
): Hierarchies {
  if (hierarchies.version !== 'v1' || !hierarchies.unified) return hierarchies;
  const { mountPoint, own } = hierarchies.unified;
  const path = cgroupsPath.startsWith('/') ? normalize(cgroupsPath) : join(own, normalize(`/${cgroupsPath}`));
  const mayMake = canWrite(nearestThere(join(mountPoint, path)));
  const mayMove = canWrite(join(mountPoint, commonAncestor(own, path), 'cgroup.procs'));
  return mayMake && mayMove ? hierarchies : { ...hierarchies, unified: undefined };
}

/** The directory, or the next one above it that exists. */
function nearestThere(directory: string): string {
  return existsSync(directory) ? directory : nearestThere(dirname(directory));
}

function commonAncestor(one: string, other: string): string {
  const isAbove = one === '/' || `${other}/`.startsWith(`${one}/`);
  return isAbove ? one : commonAncestor(dirname(one), other);
}
