import { isAbsolute, resolve } from 'node:path';
import type { PlacedMount } from '../../../engine/bundle/mount-request.ts';
import type { Mount, Spec } from '../../../engine/bundle/runtime-spec.ts';
import { sharedContext } from '../../../engine/selinux/contexts.ts';
import { relabel } from '../../../engine/selinux/relabel.ts';

/**
 * Gives what is shown of the host the label that a container's program may use: its own files, such as /etc/hosts,
 * volumes, and what was asked for with `z` or `Z`. Nothing where the container has no labels.
 *
 * @param bundle absolute path of the container's own directory
 * @param placed the mounts that it or its image has asked for
 * @throws RelabelingFailed
 */
export async function relabelMounts(spec: Spec, bundle: string, placed: readonly PlacedMount[] = []): Promise<void> {
  const { mountLabel } = spec.linux;
  if (mountLabel === undefined) return;
  const shared = sharedContext(mountLabel);
  for (const mount of spec.mounts.filter(({ type }) => type === 'bind')) {
    // Beside config.json lies what is the container's own.
    const way = isAbsolute(mount.source) ? wayOf(mount, placed) : 'private';
    if (way !== undefined) await relabel(resolve(bundle, mount.source), way === 'private' ? mountLabel : shared);
  }
}

/** A volume without a word is every container's. */
function wayOf({ destination }: Mount, placed: readonly PlacedMount[]): PlacedMount['relabel'] {
  const request = placed.findLast(({ target }) => target === destination);
  return request?.relabel ?? (request?.type === 'volume' ? 'shared' : undefined);
}
