import type { Engine } from '../../../engine/engine.ts';
import { rootMountOf } from '../../../engine/runtime/root-mount.ts';
import type { ContainerRecord } from '../contract.ts';
import type { ContainerParts } from './container-parts.ts';

/** Nobody reads more of them, or wants to wait for them. */
const MOST_ENTRIES = 10_000;

/**
 * What the program has written into the container's own layer, a line an entry, as `tar -tv` would list the layer that
 * `docker commit` makes of it; places that init has made to mount something at are none of it. Nothing where the root is
 * a directory: what was in that before, no evidence shows.
 */
export async function writtenLines(
  { idMappings }: Engine,
  { bundle }: ContainerRecord,
  part: ContainerParts,
): Promise<readonly string[]> {
  if (part.image.layers.length === 0) return [];
  const [{ archived, isMountPoint, mountPointsOf, writtenEntries }, { entryLine }] = await Promise.all([
    import('../../../engine/written-layer.ts'),
    import('../../../engine/layer/entry-line.ts'),
  ]);
  const mountPoints = mountPointsOf(part.spec ?? {});
  const lines: string[] = [];
  const closed: string[] = [];
  for await (const entry of writtenEntries(rootMountOf(bundle, part.layers, part).upper)) {
    if (isMountPoint(entry, mountPoints)) continue;
    if (lines.length >= MOST_ENTRIES) return [...lines, ...closed, '… and more'];
    lines.push(...archived(entry, idMappings).map(entryLine));
    if (entry.isClosed) closed.push(`(what is in ${entry.path} cannot be seen from here)`);
  }
  return [...lines, ...closed];
}
