/** One line of mountinfo. @see proc_pid_mountinfo(5) */
export interface MountPoint {
  /** The kernel's number for the mount, and that of the mount it stands on. */
  readonly id: number;
  readonly parent: number;
  /** Which directory of the file system is mounted: `/`, but for bind mounts of a part. */
  readonly root: string;
  readonly target: string;
  /** Of this mount: `rw`, `nosuid`, `relatime`. */
  readonly options: readonly string[];
  readonly type: string;
  readonly source: string;
  /** Of the file system, wherever it is mounted; the controllers of a cgroup v1 hierarchy are among them. */
  readonly superOptions: readonly string[];
}

/** The mounts in the order in which they were made. `mountinfo` is text as proc_pid_mountinfo(5) describes it. */
export function readMountinfo(mountinfo: string): MountPoint[] {
  return mountinfo.split('\n').filter(Boolean).map(mountPointOf);
}

function mountPointOf(line: string): MountPoint {
  const [before = '', after = ''] = line.split(' - ');
  const [id, parent, , root = '', target = '', options = ''] = before.split(' ');
  const [type = '', source = '', superOptions = ''] = after.split(' ');
  return {
    id: Number(id),
    parent: Number(parent),
    root: unescaped(root),
    target: unescaped(target),
    options: options.split(','),
    type,
    source: unescaped(source),
    superOptions: superOptions.split(','),
  };
}

/** The mount points at or below a directory. */
export function mountPointsIn(directory: string, mountinfo: string): string[] {
  const targets = readMountinfo(mountinfo).map(({ target }) => target);
  return targets.filter((target) => target === directory || target.startsWith(`${directory}/`));
}

/** Space, tab, newline and backslash stand there as three octal digits. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
