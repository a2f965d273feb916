import { join } from 'node:path';
import { readControl, writeControl } from './control-file.ts';
import { type CgroupRefused, LimitUnavailable } from './errors.ts';

/**
 * Lets every cgroup above `path` hand the controllers down, from the root on: what one level does not pass on, none
 * below it has. Levels that do so already are left alone.
 *
 * @throws LimitUnavailable naming the level that cannot
 * @see kernel admin-guide/cgroup-v2, "Controlling Controllers"
 */
export function enableControllers(mountPoint: string, path: string, controllers: readonly string[]): void {
  for (const directory of ancestorsOf(mountPoint, path)) {
    const passedOn = wordsIn(join(directory, 'cgroup.subtree_control'));
    const wanted = controllers.filter((name) => !passedOn.includes(name));
    if (wanted.length > 0) enableIn(directory, wanted);
  }
}

/** The same for controllers that are good to have: levels that cannot pass one on go without. */
export function tryEnableControllers(mountPoint: string, path: string, controllers: readonly string[]): void {
  for (const controller of controllers) {
    try {
      enableControllers(mountPoint, path, [controller]);
    } catch (error) {
      if (!(error instanceof LimitUnavailable)) throw error;
    }
  }
}

function enableIn(directory: string, controllers: readonly string[]): void {
  const available = wordsIn(join(directory, 'cgroup.controllers'));
  const absent = controllers.filter((name) => !available.includes(name));
  if (absent.length > 0) throw unavailable(absent, directory);
  try {
    writeControl(join(directory, 'cgroup.subtree_control'), controllers.map((name) => `+${name}`).join(' '));
  } catch (error) {
    throw unavailable(controllers, directory, error as CgroupRefused);
  }
}

/** The directories from the mount point down to the parent of `path`. */
function ancestorsOf(mountPoint: string, path: string): string[] {
  const names = path.split('/').filter(Boolean);
  return names.map((_, depth) => join(mountPoint, ...names.slice(0, depth)));
}

function wordsIn(file: string): string[] {
  return (readControl(file) ?? '').split(' ').filter(Boolean);
}

const CONTROLLERS =
  'cat /sys/fs/cgroup/cgroup.controllers shows which controllers there are: those of /proc/cgroups that are in a hierarchy of their own are not.';
const DELEGATE =
  'Run as root, or let systemd hand them to users: sudo systemctl edit user@.service, [Service] Delegate=cpu cpuset io memory pids, and log in again.';

function unavailable(controllers: readonly string[], directory: string, cause?: CgroupRefused): LimitUnavailable {
  const list = controllers.map((name) => `\`${name}\``).join(', ');
  if (cause === undefined) {
    const reason = `the requested cgroup controller ${list} is not available under ${directory}`;
    return new LimitUnavailable(controllers, reason, process.geteuid!() === 0 ? CONTROLLERS : DELEGATE);
  }
  if (cause.code === 'EBUSY') {
    const reason = `${directory} holds processes itself, and so may not pass ${list} on`;
    return new LimitUnavailable(controllers, reason, `Move them into a cgroup below: cat ${directory}/cgroup.procs`);
  }
  return new LimitUnavailable(controllers, cause.message, DELEGATE);
}
