import { readFileSync, rmSync } from 'node:fs';
import { mountPointsIn } from '../syscall/mountinfo.ts';
import { StillMounted } from './errors.ts';

/**
 * Removes a directory and all below it, as far as the caller may. Nothing there is fine.
 *
 * @throws StillMounted where something is mounted in it: a bind mount's files are the host's own.
 */
export async function removeTree(directory: string): Promise<void> {
  const mountPoints = mountPointsIn(directory, readFileSync('/proc/self/mountinfo', 'utf8'));
  if (mountPoints.length > 0) throw new StillMounted(directory, mountPoints);
  // Synchronous: a container's directory holds a handful of files, and the thread pool costs more than they do.
  rmSync(directory, { recursive: true, force: true });
}
