/** One line of mountinfo: what a person reads first of it. @see proc_pid_mountinfo(5) */
export interface MountPoint {
  readonly target: string;
  /** Of this mount: `rw`, `nosuid`, `relatime`. */
  readonly options: readonly string[];
  readonly type: string;
  readonly source: string;
}

/** The mounts in the order in which they were made. `mountinfo` is text as proc_pid_mountinfo(5) describes it. */
export function readMountinfo(mountinfo: string): MountPoint[] {
  const lines = mountinfo.split('\n').filter(Boolean);
  return lines.map((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , , target = '', options = ''] = before.split(' ');
    const [type = '', source = ''] = after.split(' ');
    return { target: unescapeOctal(target), options: options.split(','), type, source: unescapeOctal(source) };
  });
}

/** The mount points at or below a directory. */
export function mountPointsIn(directory: string, mountinfo: string): string[] {
  const targets = readMountinfo(mountinfo).map(({ target }) => target);
  return targets.filter((target) => target === directory || target.startsWith(`${directory}/`));
}

/** Space, tab, newline and backslash stand there as three octal digits. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
