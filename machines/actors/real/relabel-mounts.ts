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
export async function relabelMounts(
  mounts: readonly Mount[],
  { bundle, mountLabel, placed }: Relabelling,
): Promise<void> {
  const contexts = { private: mountLabel, shared: sharedContext(mountLabel) };
  for (const mount of mounts.filter(({ type }) => type === 'bind')) {
    // Beside config.json lies what is the container's own.
    const way = isAbsolute(mount.source) ? wayOf(mount, placed) : 'private';
    if (way !== undefined) await relabel(resolve(bundle, mount.source), contexts[way]);
  }
}

/** A volume without a word is every container's. */
function wayOf({ destination }: Mount, placed: readonly PlacedMount[]): PlacedMount['relabel'] {
  const request = placed.findLast(({ target }) => target === destination);
  return request?.relabel ?? (request?.type === 'volume' ? 'shared' : undefined);
}
