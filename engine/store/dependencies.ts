import type { Syscalls } from '../syscall/syscalls.ts';

/** What the store is handed. */
export interface StoreDependencies {
  /**
   * The kernel, loaded when it is first needed: to lock, to flush, to read an attribute. Looking up an image and the
   * directories of its layers needs none of it.
   */
  readonly syscalls: () => Promise<Pick<Syscalls, 'flock' | 'syncfs' | 'lgetxattr'>>;
  /** Removes a directory and all below it. Replaced when rootless: there, files may belong to other user ids. */
  readonly removeTree: (directory: string) => Promise<void>;
  /** Told when the store has had to wait for another process for long: for whom, `lockHolderOf(path)` says. */
  readonly onWait?: ((path: string) => void) | undefined;
}
