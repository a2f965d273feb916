import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mountPointsIn } from '../syscall/mountinfo.ts';

/** What is still there of a container that should be gone. All lists empty: nothing is left. */
export interface Leftovers {
  /** Mount points of this mount namespace below the container's directory. */
  readonly mounts: readonly string[];
  /** Pids of processes that have the container's directory as their root, or init's pid where it still runs. */
  readonly processes: readonly number[];
  /** Directories of the container's cgroup that still exist. */
  readonly cgroups: readonly string[];
  /** The container's directory, where it still exists. */
  readonly files: readonly string[];
}

/**
 * Looks for whatever a container may have left on the host.
 *
 * @param bundle absolute path of the container's directory
 * @param pid of its init, undefined where none was started
 * @param cgroups the directories of its cgroup
 */
export function findLeftovers(bundle: string, pid: number | undefined, cgroups: readonly string[] = []): Leftovers {
  return {
    mounts: mountPointsIn(bundle, readFileSync('/proc/self/mountinfo', 'utf8')),
    processes: pid !== undefined && isRunning(pid) ? [pid] : [],
    cgroups: cgroups.filter((directory) => existsSync(directory)),
    files: existsSync(bundle) ? [bundle, ...readdirSync(bundle).map((name) => `${bundle}/${name}`)] : [],
  };
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s*[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
