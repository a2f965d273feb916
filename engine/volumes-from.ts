import type { BindRequest, MountRequest, VolumeRequest } from './bundle/mount-request.ts';
import type { Mount } from './bundle/runtime-spec.ts';
import type { Surroundings, VolumesFrom } from './bundle/surroundings.ts';
import { isDockersMount } from './bundle/user-mounts.ts';
import { EngineError } from './errors.ts';
import { findContainer } from './find-container.ts';
import { readSpec } from './read-spec.ts';
import type { Store } from './store/store.ts';

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
  const { bundle } = findContainer(store, container);
  const volumes = store.volumes.list();
  const isReadOnly = mode.split(',').includes('ro');
  const mounts = mountsIn(bundle, container).filter((mount) => mount.type === 'bind' && !isDockersMount(mount));
  return mounts.map((mount) => {
    const common = {
      target: mount.destination,
      readOnly: isReadOnly || mount.options.some((option) => option === 'ro' || option === 'rro'),
      by: `--volumes-from ${container}`,
    } as const;
    const volume = volumes.find(({ path }) => path === mount.source);
    return volume ? volumeRequest(volume.name, common) : bindRequest(mount, common);
  });
}

function mountsIn(bundle: string, container: string): readonly Mount[] {
  try {
    return readSpec(bundle).mounts;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new ContainerIncomplete(`container ${container} was never made, so it has nothing mounted`, {
      cause: error,
      hint: `learn-run start ${container} makes it now, and says what is in the way.`,
    });
  }
}

type Common = Pick<MountRequest, 'target' | 'readOnly' | 'by'>;

/** It was filled where it was first mounted. */
function volumeRequest(name: string, common: Common): VolumeRequest {
  return { ...common, type: 'volume', name, copiesImage: false, labels: {} };
}

function bindRequest({ source, options }: Mount, common: Common): BindRequest {
  const propagation = (['private', 'rprivate', 'slave', 'rslave'] as const).find((word) => options.includes(word));
  return {
    ...common,
    type: 'bind',
    source,
    isRecursive: options.includes('rbind'),
    createsSource: false,
    ...(propagation && { propagation }),
  };
}
