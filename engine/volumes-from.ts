import type { MountRequest, PlacedMount, PlacedVolume, VolumeRequest } from './bundle/mount-request.ts';
import type { Surroundings, VolumesFrom } from './bundle/surroundings.ts';
import { EngineError } from './errors.ts';
import { findContainer } from './find-container.ts';
import type { Store } from './store/store.ts';
import { volumeName } from './volumes.ts';

/** The container was given up, or is held, before it was settled what it has mounted. */
export class ContainerIncomplete extends EngineError<'CONTAINER_INCOMPLETE'> {
  readonly code = 'CONTAINER_INCOMPLETE';
}

/**
 * The options with the mounts of other containers among their own, so that these are known for good: the others may be
 * gone when the container is started again.
 *
 * Binds and volumes are taken over, file systems in memory are not. What is asked for at a target has precedence, and of
 * two containers the later one.
 *
 * @throws NoSuchContainer, ContainerIncomplete
 */
export function withInheritedMounts<Options extends Pick<Surroundings, 'mounts' | 'volumesFrom'>>(
  store: Store,
  options: Options,
): Options {
  const { mounts = [], volumesFrom = [] } = options;
  if (volumesFrom.length === 0) return options;
  const inherited = volumesFrom.flatMap((one) => mountsFrom(store, one)).map((mount) => [mount.target, mount] as const);
  const added = [...new Map<string, MountRequest>(inherited).values()].filter(
    ({ target }) => !mounts.some((own) => own.target === target),
  );
  return { ...options, mounts: [...mounts, ...added] };
}

function mountsFrom(store: Store, { container, mode }: VolumesFrom): MountRequest[] {
  const isReadOnly = mode.split(',').includes('ro');
  return mountsOf(store, container).flatMap((mount) => {
    if (mount.type === 'tmpfs') return [];
    const request = mount.type === 'bind' ? { ...mount, createsSource: false } : volumeRequest(mount);
    return { ...request, readOnly: isReadOnly || mount.readOnly, by: `--volumes-from ${container}` };
  });
}

/** @throws NoSuchContainer, ContainerIncomplete */
function mountsOf(store: Store, container: string): readonly PlacedMount[] {
  const { mounts } = findContainer(store, container);
  if (mounts) return mounts;
  throw new ContainerIncomplete(`it is not on record what container ${container} has mounted`, {
    hint: `It was never made, or by an older learn-run: learn-run start ${container} makes it, and puts it on record.`,
  });
}

/** It was filled where it was first mounted. */
function volumeRequest(volume: PlacedVolume): VolumeRequest {
  const { path: _path, ...request } = volume;
  return { ...request, name: volumeName(volume), copiesImage: false, labels: {} };
}
