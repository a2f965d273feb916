import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePid } from './control-file.ts';
import { CgroupRefused } from './errors.ts';
import { parseMembership, readHierarchies } from './hierarchy.ts';

/**
 * Moves a process to where another one of its container is, whichever cgroup that is; false where it cannot be had.
 *
 * In v2 a cgroup that passes controllers on may have no processes itself: a container that has made cgroups below its own
 * lives in those, and whoever joins it has to go there too.
 *
 * @see kernel admin-guide/cgroup-v2, "No Internal Process Constraint"
 */
export async function joinBeside(other: number, pid: number): Promise<boolean> {
  const hierarchies = readHierarchies();
  if (hierarchies.version !== 'v2') return false;
  const path = parseMembership(readFileSync(`/proc/${other}/cgroup`, 'utf8')).get('');
  if (path === undefined) return false;
  try {
    await writePid(join(hierarchies.unified.mountPoint, path), pid);
    return true;
  } catch (error) {
    if (error instanceof CgroupRefused) return false;
    throw error;
  }
}
