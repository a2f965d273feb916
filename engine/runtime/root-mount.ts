import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RootMount } from './creation.ts';

/** The directory of short links to the layers, in the container's own: the options of mount(2) have to fit a page. */
export const LINKS = 'l';

/** The directory in the container's own where a file system in memory is mounted, where what it writes is kept there. */
const MEMORY = 'memory';

/**
 * Whether what a container writes is kept in memory, where nobody outside can see it.
 *
 * @param bundle absolute path of the container's own directory
 */
export const hasLayerInMemory = (bundle: string): boolean => existsSync(join(bundle, MEMORY));

/** Where a container's writable layer is to be. */
export interface LayerPlace {
  /** True where nobody will look at it once the container is gone. */
  readonly isThrownAway: boolean;
  /** True where it is to be in memory. */
  readonly isInMemory: boolean;
}

/**
 * Where overlayfs keeps what a container writes, and where it prepares that.
 *
 * @param directory absolute path of the container's own directory, or of the file system in memory that stands for it
 */
export const writableLayerIn = (directory: string): Pick<RootMount, 'upper' | 'work'> => ({
  upper: join(directory, 'upper'),
  work: join(directory, 'work'),
});

/**
 * The root file system of a container, whose own directory `bundle` is: the layers, and above them one to write to.
 *
 * @param layers from the lowest up
 * @param label the context of SELinux that all its files are to have
 */
export function rootMountOf(
  bundle: string,
  layers: readonly string[],
  { isThrownAway, isInMemory }: LayerPlace,
  label?: string,
): RootMount {
  const memory = isInMemory ? join(bundle, MEMORY) : undefined;
  return {
    layers,
    memory,
    ...writableLayerIn(memory ?? bundle),
    links: join(bundle, LINKS),
    isVolatile: isThrownAway,
    label,
  };
}
