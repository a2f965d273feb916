import { isAbsolute, resolve } from 'node:path';
import type { PlacedMount } from '../../../engine/bundle/mount-request.ts';
import type { Mount } from '../../../engine/bundle/runtime-spec.ts';
import { sharedContext } from '../../../engine/selinux/contexts.ts';
import { relabel } from '../../../engine/selinux/relabel.ts';

/** What is relabelled for which container. */
export interface Relabelling {
  /** Absolute path of the container's own directory. */
  readonly bundle: string;
  /** The context of its files. */
  readonly mountLabel: string;
  /** The mounts that it or its image has asked for. */
  readonly placed: readonly PlacedMount[];
}

/**
 * Gives what is shown of the host the label that a container's program may use: its own files, such as /etc/hosts,
 * volumes, and what was asked for with `z` or `Z`.
 *
 * @throws RelabelingFailed
 */
export async function relabelMounts(mounts: readonly Mount[], relabelling: Relabelling): Promise<void> {
  for (const { path, context } of contextsOfShown(mounts, relabelling)) await relabel(path, context);
}

/** What of the host gets which context of SELinux, by its absolute path; without what keeps its own. */
export function contextsOfShown(
  mounts: readonly Mount[],
  { bundle, mountLabel, placed }: Relabelling,
): { readonly path: string; readonly context: string }[] {
  const contexts = { private: mountLabel, shared: sharedContext(mountLabel) };
  return mounts.flatMap((mount) => {
    const way = mount.type === 'bind' ? wayOf(mount, placed) : undefined;
    return way === undefined ? [] : [{ path: resolve(bundle, mount.source), context: contexts[way] }];
  });
}

function wayOf({ source, destination }: Mount, placed: readonly PlacedMount[]): PlacedMount['relabel'] {
  const request = placed.findLast(({ target }) => target === destination);
  if (request) return wayAskedFor(request);
  // Beside config.json lies what is the container's own.
  if (!isAbsolute(source)) return 'private';
  return OF_A_NETWORK.includes(destination) ? 'shared' : undefined;
}

/** A volume without a word is every container's. What is another container's as well keeps the label that it has there. */
function wayAskedFor({ type, by, relabel: asked }: PlacedMount): PlacedMount['relabel'] {
  if (by.startsWith('--volumes-from ')) return undefined;
  return asked ?? (type === 'volume' ? 'shared' : undefined);
}

/** Where these are not its own, they are those of the container whose network it shares. */
const OF_A_NETWORK = ['/etc/resolv.conf', '/etc/hostname', '/etc/hosts'];
