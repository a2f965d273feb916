import type { Engine } from '../../engine/engine.ts';
import type { Actors } from './contract.ts';
import { type ContainerParts, containerActors } from './real/container.ts';
import type { Display } from './real/display.ts';
import { heard } from './real/heard.ts';
import { layerActors } from './real/layer.ts';
import { ContainerNetworks } from './real/network.ts';
import { pullActors } from './real/pull.ts';
import { runActors } from './real/run.ts';

/** How a run is shown, as far as the actors have to know. */
export interface RealOptions {
  readonly display: Display;
  /** True where somebody looks at the evidence: what costs time to collect is collected only then. */
  readonly isWatched: boolean;
}

/** The actors that do it: the registry is asked, the disk is written, the kernel is called. */
export function realActors(engine: Engine, { display, isWatched }: RealOptions): Actors {
  const parts = new Map<string, ContainerParts>();
  const networks = new ContainerNetworks(engine);
  return {
    ...runActors(engine, { parts, networks }, display, isWatched),
    ...heard(engine, pullActors(engine, isWatched)),
    ...heard(engine, layerActors(engine, isWatched)),
    ...containerActors(engine, { parts, networks }, isWatched),
  };
}
