import type { Engine } from '../../engine/engine.ts';
import { hasLayerInMemory, writableLayerIn } from '../../engine/runtime/root-mount.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { writtenEntries } from '../../engine/written-layer.ts';
import type { RunRequest } from '../../machines/actors/contract.ts';
import { sizeOf } from '../image-list.ts';
import { humanSize } from '../terminal/human-size.ts';
import { imageOfContainer } from './made-from.ts';

/** Bytes that a container has written, and with those of its image, of the size that `images` says. */
export interface ContainerSize {
  readonly written: number;
  /** Undefined where the image is gone. */
  readonly virtual: number | undefined;
}

/** Undefined where nobody can tell. */
export async function sizeOfContainer(
  engine: Pick<Engine, 'store'>,
  state: ContainerState,
): Promise<ContainerSize | undefined> {
  if (!hasLayerOnDisk(engine, state)) return undefined;
  const written = await sizeOfFiles(writableLayerIn(state.bundle).upper);
  const image = imageOfContainer(engine, state);
  return { written, virtual: image && written + sizeOf(image.manifest) };
}

/** The same in docker's words. */
export function shownSize(size: ContainerSize | undefined): string {
  if (size === undefined) return 'N/A';
  const virtual = size.virtual === undefined ? '' : ` (virtual ${humanSize(size.virtual, 3)})`;
  return humanSize(size.written, 3) + virtual;
}

/** False where it writes into memory, where nobody outside can see it, or into a directory of the host itself. */
function hasLayerOnDisk({ store }: Pick<Engine, 'store'>, { id, bundle, snapshots }: ContainerState): boolean {
  const { rootfs } = (store.containers.requestOf(id) as RunRequest | undefined)?.process ?? {};
  return !hasLayerInMemory(bundle) && (snapshots.length > 0 || rootfs?.isOverlay === true);
}

/** Bytes of all files below the directory: each counts once, however many names it has. Nothing is there where it is not. */
export async function sizeOfFiles(directory: string): Promise<number> {
  const sizes = new Map<number, number>();
  for await (const { stats } of writtenEntries(directory)) {
    if (!stats.isDirectory()) sizes.set(stats.ino, stats.size);
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
