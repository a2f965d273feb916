import type { MountRequest } from '../../engine/bundle/mount-request.ts';
import { mountTarget } from '../../engine/bundle/mount-target.ts';
import { tmpfsOptions } from '../../engine/bundle/tmpfs-options.ts';
import { userMounts } from '../../engine/bundle/user-mounts.ts';
import { parseMountSpec } from './mount-spec.ts';
import { parseVolumeSpec } from './volume-spec.ts';

/** What commander makes of the options that mount something. */
export interface MountFlags {
  readonly volume: readonly string[];
  readonly mount: readonly string[];
  readonly tmpfs: readonly string[];
  readonly volumesFrom: readonly string[];
}

/**
 * Everything that `--mount`, `-v` and `--tmpfs` ask for.
 *
 * @param cwd where relative sources begin
 * @throws UsageError and InvalidMount, in docker's words
 */
export function mountOptions({ volume, mount, tmpfs }: Omit<MountFlags, 'volumesFrom'>, cwd: string): MountRequest[] {
  const temporary = new Map(tmpfs.map(parseTmpfs).map((request) => [request.target, request]));
  const requests = [
    ...volume.map((text) => parseVolumeSpec(text, cwd)),
    ...mount.map((text) => parseMountSpec(text, cwd)),
    ...temporary.values(),
  ];
  // Here only for its error, before anything is pulled or made.
  userMounts(requests.map((request) => (request.type === 'volume' ? { ...request, path: '' } : request)));
  return requests;
}

/** `target[:option,…]`; the last of two with the same target holds. */
function parseTmpfs(text: string): MountRequest {
  const split = text.indexOf(':');
  const [target, options] = split < 0 ? [text, ''] : [text.slice(0, split), text.slice(split + 1)];
  const all = tmpfsOptions(options);
  return { type: 'tmpfs', target: mountTarget(target), readOnly: false, options: all, by: '--tmpfs' };
}
