import { resolve } from 'node:path';
import process from 'node:process';
import { mount } from '../../stub/calls/mounts.ts';
import { prctl, unshare } from '../../stub/calls/processes.ts';
import type { Stub } from '../../stub/stub.ts';
import * as kernel from '../../syscall/constants.ts';
import type { Creation } from '../creation.ts';
import { thisHost } from '../host.ts';
import { fillVolume } from '../init/copy-up.ts';
import { openRoot } from '../init/in-root.ts';
import { joinNamespace } from '../init/namespaces.ts';
import { mountingRoot } from '../init/root-file-system.ts';

/**
 * Makes of the launcher what another runtime's commands have to find: a parent that orphans come back to, in a mount
 * namespace in which the root file system is mounted already, and from which nothing is left when the last has gone.
 *
 * @see PR_SET_CHILD_SUBREAPER of prctl(2)
 */
export async function prepareForRuntime(
  launcher: Stub,
  { spec, bundle, rootMount, copyUps = [] }: Pick<Creation, 'spec' | 'bundle' | 'rootMount' | 'copyUps'>,
): Promise<void> {
  const directory = resolve(bundle, spec.root.path);
  await launcher.callAll([
    prctl(kernel.PR_SET_CHILD_SUBREAPER, 1),
    unshare(kernel.CLONE_NEWNS),
    // What is mounted in here is not to appear on the host; what the host mounts later is to be seen in here.
    mount('none', '/', null, kernel.MS_SLAVE | kernel.MS_REC, null),
    ...mountingRoot(thisHost, directory, rootMount, false),
    mount('none', directory, null, kernel.MS_PRIVATE, null),
  ]);
  const root = await openRoot(launcher, directory);
  for (const copyUp of copyUps) await fillVolume(launcher, root, copyUp);
  await launcher.callAll([root.closing()]);
}

/**
 * Takes the launcher back to where this process is: the mounts go with the namespace, and the container, which has some of
 * its own by now, keeps its own.
 */
export async function leaveForHost(launcher: Stub): Promise<void> {
  await joinNamespace(launcher, `/proc/${process.pid}/ns/mnt`, kernel.CLONE_NEWNS);
}
