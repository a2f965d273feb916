import * as kernel from '../../syscall/constants.ts';

/** The options of one mount of config.json, sorted into what the kernel wants where. */
export interface MountOptions {
  /** MS_ flags, without the propagation. */
  readonly flags: number;
  /** MS_ flags that were asked to be off. */
  readonly cleared: number;
  /** MS_PRIVATE and its like, each to be set by a call of its own. */
  readonly propagation: readonly number[];
  /** What holds for everything mounted below as well: MOUNT_ATTR_ flags. Undefined where no option says so. */
  readonly recursive: { readonly set: number; readonly clear: number } | undefined;
  /** Whether ids of the source are shown as others, and those of what is mounted below as well. */
  readonly idmap: 'none' | 'single' | 'recursive';
  /** Whether a new tmpfs begins with what was there. */
  readonly isCopiedUp: boolean;
  /** What is left, for the file system itself: `mode=755,size=65536k`. */
  readonly data: string;
}

/** Names of runtime-spec config.md#linux-mount-options: flags that are set, and the ones that clear. */
const SET: Readonly<Record<string, number>> = {
  bind: kernel.MS_BIND,
  rbind: kernel.MS_BIND | kernel.MS_REC,
  ro: kernel.MS_RDONLY,
  nosuid: kernel.MS_NOSUID,
  nodev: kernel.MS_NODEV,
  noexec: kernel.MS_NOEXEC,
  noatime: kernel.MS_NOATIME,
  nodiratime: kernel.MS_NODIRATIME,
  relatime: kernel.MS_RELATIME,
  strictatime: kernel.MS_STRICTATIME,
  lazytime: kernel.MS_LAZYTIME,
  nosymfollow: kernel.MS_NOSYMFOLLOW,
  remount: kernel.MS_REMOUNT,
  sync: kernel.MS_SYNCHRONOUS,
  dirsync: kernel.MS_DIRSYNC,
  iversion: kernel.MS_I_VERSION,
  mand: kernel.MS_MANDLOCK,
  silent: kernel.MS_SILENT,
};
const CLEAR: Readonly<Record<string, number>> = {
  defaults: 0,
  rw: kernel.MS_RDONLY,
  suid: kernel.MS_NOSUID,
  dev: kernel.MS_NODEV,
  exec: kernel.MS_NOEXEC,
  atime: kernel.MS_NOATIME,
  diratime: kernel.MS_NODIRATIME,
  norelatime: kernel.MS_RELATIME,
  nostrictatime: kernel.MS_STRICTATIME,
  nolazytime: kernel.MS_LAZYTIME,
  symfollow: kernel.MS_NOSYMFOLLOW,
  async: kernel.MS_SYNCHRONOUS,
  noiversion: kernel.MS_I_VERSION,
  nomand: kernel.MS_MANDLOCK,
  loud: kernel.MS_SILENT,
};
const PROPAGATION: Readonly<Record<string, number>> = {
  private: kernel.MS_PRIVATE,
  rprivate: kernel.MS_PRIVATE | kernel.MS_REC,
  slave: kernel.MS_SLAVE,
  rslave: kernel.MS_SLAVE | kernel.MS_REC,
  shared: kernel.MS_SHARED,
  rshared: kernel.MS_SHARED | kernel.MS_REC,
  unbindable: kernel.MS_UNBINDABLE,
  runbindable: kernel.MS_UNBINDABLE | kernel.MS_REC,
};

type Attributes = readonly [set: number, clear: number];

/** The times of access are one choice of several: whichever is set, the others have to go. @see mount_setattr(2) */
const accessTime = (choice: number): Attributes => [choice, kernel.MOUNT_ATTR__ATIME];
const RECURSIVE: Readonly<Record<string, Attributes>> = {
  rro: [kernel.MOUNT_ATTR_RDONLY, 0],
  rrw: [0, kernel.MOUNT_ATTR_RDONLY],
  rnosuid: [kernel.MOUNT_ATTR_NOSUID, 0],
  rsuid: [0, kernel.MOUNT_ATTR_NOSUID],
  rnodev: [kernel.MOUNT_ATTR_NODEV, 0],
  rdev: [0, kernel.MOUNT_ATTR_NODEV],
  rnoexec: [kernel.MOUNT_ATTR_NOEXEC, 0],
  rexec: [0, kernel.MOUNT_ATTR_NOEXEC],
  rnodiratime: [kernel.MOUNT_ATTR_NODIRATIME, 0],
  rdiratime: [0, kernel.MOUNT_ATTR_NODIRATIME],
  rnosymfollow: [kernel.MOUNT_ATTR_NOSYMFOLLOW, 0],
  rsymfollow: [0, kernel.MOUNT_ATTR_NOSYMFOLLOW],
  // Relative times are what the kernel calls none of the others.
  rrelatime: accessTime(0),
  rnorelatime: accessTime(0),
  ratime: accessTime(0),
  rnostrictatime: accessTime(0),
  rnoatime: accessTime(kernel.MOUNT_ATTR_NOATIME),
  rstrictatime: accessTime(kernel.MOUNT_ATTR_STRICTATIME),
};

/** Every word that is ours; all others are the file system's. */
export const MOUNT_OPTIONS: readonly string[] = [
  ...[SET, CLEAR, PROPAGATION, RECURSIVE].flatMap((words) => Object.keys(words)),
  'idmap',
  'ridmap',
  'tmpcopyup',
].sort();

/** Sorts the options; the last word on a flag wins, as with mount(8). */
export function parseMountOptions(options: readonly string[]): MountOptions {
  const result = { flags: 0, cleared: 0, set: 0, clear: 0 };
  for (const option of options) {
    const [on, off] = [SET[option] ?? 0, CLEAR[option] ?? 0];
    result.flags = (result.flags | on) & ~off;
    result.cleared = (result.cleared | off) & ~on;
    const [set, clear] = RECURSIVE[option] ?? [0, 0];
    result.set = (result.set & ~clear) | set;
    result.clear = (result.clear & ~set) | clear;
  }
  const isRecursive = options.some((option) => option in RECURSIVE);
  return {
    flags: result.flags,
    cleared: result.cleared,
    propagation: options.flatMap((option) => PROPAGATION[option] ?? []),
    // A choice of access time is told by clearing all of them.
    recursive: isRecursive ? { set: result.set, clear: widened(result.clear) } : undefined,
    idmap: options.includes('ridmap') ? 'recursive' : options.includes('idmap') ? 'single' : 'none',
    isCopiedUp: options.includes('tmpcopyup'),
    data: options.filter((option) => !KNOWN.has(option)).join(','),
  };
}

const KNOWN = new Set(MOUNT_OPTIONS);

function widened(clear: number): number {
  return clear & kernel.MOUNT_ATTR__ATIME ? clear | kernel.MOUNT_ATTR__ATIME : clear;
}

/** The flag a propagation word stands for, as `linux.rootfsPropagation` has it; undefined for an unknown word. */
export function propagationFlag(word: string): number | undefined {
  return PROPAGATION[word];
}
