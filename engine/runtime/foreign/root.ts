import { resolve } from 'node:path';
import type { Caller } from '../../stub/call.ts';
import { mount } from '../../stub/calls/mounts.ts';
import { prctl, unshare, wait4 } from '../../stub/calls/processes.ts';
import * as kernel from '../../syscall/constants.ts';
import type { Creation } from '../creation.ts';
import { type Host, thisHost } from '../host.ts';
import { fillVolume } from '../init/copy-up.ts';
import { openRoot } from '../init/in-root.ts';
import { mountingRoot } from '../init/root-file-system.ts';
import type { Launcher } from '../launcher.ts';

/** What the root file system of a container is made of. */
export type RootParts = Pick<Creation, 'spec' | 'bundle' | 'rootMount' | 'copyUps'>;

/** Where it is mounted. */
export interface RootPlace {
  readonly host: Host;
  readonly isInUserNamespace: boolean;
}

/**
 * Makes of the launcher the parent that orphans come back to, and beside it a mount namespace in which the container's root
 * file system is mounted: by a child that holds it, for as long as it is used.
 *
 * The launcher stays where it is: an ordinary user's could not come back to the host's mounts, which are not those of its
 * user namespace.
 *
 * @param use gets the path of the mount namespace
 * @see PR_SET_CHILD_SUBREAPER of prctl(2)
 */
export async function withMountedRoot<Result>(
  { stub, isInUserNamespace }: Pick<Launcher, 'stub' | 'isInUserNamespace'>,
  parts: RootParts,
  use: (mountNamespace: string) => Promise<Result>,
): Promise<Result> {
  await stub.call(prctl(kernel.PR_SET_CHILD_SUBREAPER, 1));
  const holder = await stub.fork();
  try {
    await mountRoot(holder, { ...parts, host: thisHost, isInUserNamespace });
    return await use(`/proc/${holder.pid}/ns/mnt`);
  } finally {
    holder.close();
    await stub.callSlowly([wait4(holder.pid)]);
  }
}

/** Takes the holder into a mount namespace of its own, and mounts the root file system there. */
export async function mountRoot(
  holder: Caller,
  { spec, bundle, rootMount, copyUps = [], host, isInUserNamespace }: RootParts & RootPlace,
): Promise<void> {
  const directory = resolve(bundle, spec.root.path);
  await holder.callAll([
    unshare(kernel.CLONE_NEWNS),
    // What is mounted in here is not to appear on the host; what the host mounts later is to be seen in here.
    mount('none', '/', null, kernel.MS_SLAVE | kernel.MS_REC, null),
    ...mountingRoot(host, directory, rootMount, isInUserNamespace),
    mount('none', directory, null, kernel.MS_PRIVATE, null),
  ]);
  if (copyUps.length === 0) return;
  const root = await openRoot(holder, directory);
  for (const copyUp of copyUps) await fillVolume(holder, root, copyUp);
  await holder.callAll([root.closing()]);
}
