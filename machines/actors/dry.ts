import type { Engine } from '../../engine/engine.ts';
import type { Badge } from '../evidence.ts';
import type { StepName } from '../steps.ts';
import type { Actors } from './contract.ts';
import { type DryParts, dryContainerActors } from './dry/container.ts';
import { dryLayerActors } from './dry/layer.ts';
import { dryPullActors, type Learnt } from './dry/pull.ts';
import { dryRunActors } from './dry/run.ts';
import type { Collected } from './real/collected.ts';
import { lookUpImage } from './real/run.ts';

/**
 * Actors that say what a run would do, and do nothing: no file is written, no process started, no system call made for a
 * container. What an image is, the store and its registry are really asked; everything else is compiled as for a real
 * run and worked out.
 */
export function dryActors(
  engine: Engine,
  { readsLayers }: Pick<Collected, 'readsLayers'> = { readsLayers: false },
): Actors {
  const parts: DryParts = {};
  const learnt: Learnt = {};
  return {
    lookUpImage: lookUpImage(engine, { isWatched: true, readsLayers }),
    ...dryRunActors(engine, parts),
    ...dryPullActors(engine, learnt),
    ...dryLayerActors(engine),
    ...dryContainerActors(engine, parts, learnt),
  };
}

/** The steps of a dry run that really look: at the store, at the registry, at what is left of nothing. */
const REAL: readonly StepName[] = [
  'lookUpImage',
  'contactRegistry',
  'authorize',
  'resolveIndex',
  'fetchManifest',
  'fetchConfig',
  'locateLayer',
  'proveCleanup',
];

/** Where the evidence of each step of a dry run comes from. */
export const dryBadge = (step: StepName): Badge => (REAL.includes(step) ? 'REAL' : 'DRY');
