import * as kernel from '../../syscall/constants.ts';

/** The options of one mount of config.json, sorted into what mount(2) wants where. */
export interface MountOptions {
  /** MS_ flags, without the propagation. */
  readonly flags: number;
  /** MS_PRIVATE and its like, to be set by a call of its own; undefined where no option names one. */
  readonly propagation: number | undefined;
  /** What is left, for the file system itself: `mode=755,size=65536k`. */
  readonly data: string;
}

/** Names of runtime-spec config.md#linux-mount-options: flags that are set, and the ones that clear. */
const SET: Readonly<Record<string, number>> = {
  bind: kernel.MS_BIND,
  rbind: kernel.MS_BIND | kernel.MS_REC,
  ro: kernel.MS_RDONLY,
  /** With everything mounted below, which the caller has to see to. */
  rro: kernel.MS_RDONLY,
  nosuid: kernel.MS_NOSUID,
  nodev: kernel.MS_NODEV,
  noexec: kernel.MS_NOEXEC,
  noatime: kernel.MS_NOATIME,
  nodiratime: kernel.MS_NODIRATIME,
  relatime: kernel.MS_RELATIME,
  strictatime: kernel.MS_STRICTATIME,
  remount: kernel.MS_REMOUNT,
};
const CLEAR: Readonly<Record<string, number>> = {
  defaults: 0,
  rw: kernel.MS_RDONLY,
  suid: kernel.MS_NOSUID,
  dev: kernel.MS_NODEV,
  exec: kernel.MS_NOEXEC,
  atime: kernel.MS_NOATIME,
  diratime: kernel.MS_NODIRATIME,
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

/** Sorts the options; the last word on a flag wins, as with mount(8). */
export function parseMountOptions(options: readonly string[]): MountOptions {
  let flags = 0;
  let propagation: number | undefined;
  const data: string[] = [];
  for (const option of options) {
    if (option in SET) flags |= SET[option]!;
    else if (option in CLEAR) flags &= ~CLEAR[option]!;
    else if (option in PROPAGATION) propagation = PROPAGATION[option];
    else data.push(option);
  }
  return { flags, propagation, data: data.join(',') };
}

/** The flag a propagation word stands for, as `linux.rootfsPropagation` has it; undefined for an unknown word. */
export function propagationFlag(word: string): number | undefined {
  return PROPAGATION[word];
}
