import { readFileSync, rmSync } from 'node:fs';
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

/** The mount points at or below a directory. `mountinfo` is text as proc_pid_mountinfo(5) describes it. */
export function mountPointsIn(directory: string, mountinfo: string): string[] {
  return mountinfo
    .split('\n')
    .map((line) => unescapeOctal(line.split(' ')[4] ?? ''))
    .filter((mountPoint) => mountPoint === directory || mountPoint.startsWith(`${directory}/`));
}

/** Space, tab, newline and backslash stand there as three octal digits. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
