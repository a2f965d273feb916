import type { Engine } from '../../engine/engine.ts';
import { findUsual } from '../../engine/find-image.ts';
import { hexOf } from '../../engine/image/digest.ts';
import { hostPlatform } from '../../engine/image/platform.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import type { RunRequest } from '../../machines/actors/contract.ts';
import { placesAskedFor } from './asked-for.ts';

/** The image that it was made from; undefined where that is gone. */
export function imageOfContainer(
  { store }: Pick<Engine, 'store'>,
  { image: { target, manifest = target } }: ContainerState,
) {
  return findUsual(store, manifest, hostPlatform(process.arch));
}

/** The id of that image in hex digits; empty where it is gone. */
export function idOfImage(engine: Pick<Engine, 'store'>, state: ContainerState): string {
  const image = imageOfContainer(engine, state);
  return image ? hexOf(image.manifest.config.digest) : '';
}

/** The ports that it listens at, as its image says, and whoever has made it where that is on record: `80/tcp`. */
export function exposedPorts(engine: Pick<Engine, 'store'>, state: ContainerState): string[] {
  const request = engine.store.containers.requestOf(state.id) as RunRequest | undefined;
  const said = imageOfContainer(engine, state)?.config.config ?? {};
  return Object.keys(placesAskedFor(request?.process ?? {}, said).ExposedPorts);
}
