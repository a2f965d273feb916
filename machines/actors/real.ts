import type { Engine } from '../../engine/engine.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import type { WakerOrder } from '../../engine/waker.ts';
import type { Actors } from './contract.ts';
import { againActors } from './real/again.ts';
import type { Collected } from './real/collected.ts';
import { containerActors } from './real/container.ts';
import type { ContainerParts } from './real/container-parts.ts';
import { type DetachOptions, detachActors } from './real/detach.ts';
import type { Display } from './real/display.ts';
import { heard } from './real/heard.ts';
import { layerActors } from './real/layer.ts';
import { ContainerNetworks } from './real/network.ts';
import { pullActors } from './real/pull.ts';
import { runActors } from './real/run.ts';

/** How a run is shown, as far as the actors have to know. */
export interface RealOptions extends Collected {
  readonly display: Display;
  /** What a monitor executes; without it no container can be left to one. */
  readonly monitor?: DetachOptions | undefined;
  /** What a waker executes, and the id behind it; without it no container can be started again by itself. */
  readonly waker?: WakerOrder | undefined;
  /** The container that is started again, where none is to be made. */
  readonly again?: ContainerState | undefined;
}

/** The actors that do it: the registry is asked, the disk is written, the kernel is called. */
export function realActors(engine: Engine, options: RealOptions): Actors {
  const { isWatched, again, waker } = options;
  const parts = new Map<string, ContainerParts>();
  const networks = new ContainerNetworks(engine);
  return {
    ...runActors(engine, { parts, networks }, options),
    ...detachActors(engine, { parts, networks }, options.monitor),
    ...heard(engine, pullActors(engine, isWatched)),
    ...heard(engine, layerActors(engine, options)),
    ...containerActors(engine, { parts, networks }, { isWatched, waker }),
    ...(again && againActors(engine, { parts }, again)),
  };
}
