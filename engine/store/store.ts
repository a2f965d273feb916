import { join } from 'node:path';
import { ContainerStore } from './containers.ts';
import { ContentStore } from './content.ts';
import type { StoreDependencies } from './dependencies.ts';
import { type Collected, collectGarbage, leaseLockOf } from './garbage.ts';
import { ImageStore } from './images.ts';
import { type LayerFileStatus, readInLayers, statInLayers } from './layer-file.ts';
import { openLayout } from './layout.ts';
import { acquireLock, type Lock } from './lock.ts';
import { removeTree } from './remove-tree.ts';
import { SnapshotStore } from './snapshots.ts';
import { VolumeStore } from './volumes.ts';

/** All that learn-run keeps on disk. Several processes may have the same store open; none of them has to close it. */
export interface Store {
  /** Absolute path of the directory, all links followed: an OCI image layout, and more. */
  readonly root: string;
  readonly content: ContentStore;
  readonly images: ImageStore;
  readonly snapshots: SnapshotStore;
  readonly containers: ContainerStore;
  readonly volumes: VolumeStore;
  /**
   * Keeps everything from being collected until the lock is released, or the process ends: a pull holds it from its
   * first blob until the image has its name. Many may hold it at a time.
   */
  lease(signal?: AbortSignal): Promise<Lock>;
  /** @see collectGarbage */
  collectGarbage(): Promise<Collected>;
  /** @see readInLayers */
  readInLayers(layers: readonly string[], path: string, maxBytes: number): Promise<Buffer | undefined>;
  /** @see statInLayers */
  statInLayers(layers: readonly string[], path: string): Promise<LayerFileStatus | undefined>;
}

/**
 * The store in the directory `root`, which is made if missing.
 *
 * @param root absolute path.
 * @throws StorePermission, StoreReadOnly, StoreFull, StoreVersionUnknown.
 */
export function openStore(
  root: string,
  options: Pick<StoreDependencies, 'syscalls'> & Partial<StoreDependencies>,
): Store {
  const dependencies: StoreDependencies = { removeTree, ...options };
  const layout = openLayout(root);
  const content = new ContentStore(layout, dependencies);
  const images = new ImageStore(layout, dependencies);
  const containers = new ContainerStore(layout, dependencies);
  return {
    root: layout.root,
    content,
    images,
    snapshots: new SnapshotStore(layout, dependencies),
    containers,
    volumes: new VolumeStore(join(layout.root, 'volumes'), dependencies),
    async lease(signal) {
      const { syscalls, onWait } = dependencies;
      return acquireLock(leaseLockOf(layout), await syscalls(), { mode: 'shared', signal, onWait });
    },
    collectGarbage: () => collectGarbage({ layout, content, images, containers, dependencies }),
    readInLayers: (layers, path, maxBytes) => readInLayers(layers, path, maxBytes, dependencies),
    statInLayers: (layers, path) => statInLayers(layers, path, dependencies),
  };
}
