import type { Call, Caller } from '../../stub/call.ts';
import { close, dup } from '../../stub/calls/descriptors.ts';
import { chroot, fchdir, open } from '../../stub/calls/files.ts';
import { cloneTree } from '../../stub/calls/mounts.ts';
import { setns } from '../../stub/calls/processes.ts';
import { AT_FDCWD, CLONE_NEWNS, O_PATH } from '../../syscall/constants.ts';
import { bindMounting, tellingMount } from './bind-mount.ts';
import type { Root } from './in-root.ts';
import type { ParsedMount } from './parsed-mount.ts';

const PLACE = '/dev/shm';

/** The process whose /dev/shm the path is, by its number; undefined for every other path. */
export function ownerOfSharedMemory(path: string): string | undefined {
  return /^\/proc\/([^/]+)\/root\/dev\/shm$/.exec(path)?.[1];
}

/**
 * Shows the shared memory of another container: no mount can be made of what is mounted in another mount namespace, so init
 * goes there for the moment in which it copies the mount.
 *
 * @see setns(2), open_tree(2)
 */
export async function mountSharedMemory(init: Caller, root: Root, parsed: ParsedMount, owner: string): Promise<void> {
  const { destination, options } = parsed;
  const telling = <Result>(call: Call<Result>) => tellingMount(call, `the ${PLACE} of process ${owner}`, destination);
  const [own, ownRoot, theirs] = await init.callAll([
    open('/proc/self/ns/mnt'),
    open('/', O_PATH),
    telling(open(`/proc/${owner}/ns/mnt`)),
  ]);
  const [, tree] = await init.callAll([
    telling(setns(theirs, CLONE_NEWNS)),
    telling(cloneTree(AT_FDCWD, PLACE, false)),
    setns(own, CLONE_NEWNS),
    // The root of the namespace need not be the one that we had.
    fchdir(ownRoot),
    chroot('.'),
    ...[own, ownRoot, theirs].map(close),
  ]);
  const source = { path: PLACE, isDirectory: true, lockedFlags: 0, opening: dup(tree) };
  await init.callAll([...bindMounting(root, source, destination, options), close(tree)]);
}
