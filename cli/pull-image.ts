import { createActor, toPromise } from 'xstate';
import type { Engine } from '../engine/engine.ts';
import { formatReference } from '../engine/image/reference.ts';
import type { StoredImage } from '../machines/actors/contract.ts';
import { providePull } from '../machines/actors/logic.ts';
import { atOnce } from '../machines/actors/pace.ts';
import { realActors } from '../machines/actors/real.ts';
import { Interrupted } from '../machines/errors.ts';
import type { PullInput } from '../machines/pull.ts';
import { onStopSignals } from './stop-signals.ts';
import type { ProgressDisplay } from './terminal/pull-progress.ts';
import { pullStory } from './terminal/pull-story.ts';

/** Brings the image into the engine's store, told on the display. Fails with `Interrupted` at a signal to stop. */
export async function pullImage(engine: Engine, input: PullInput, progress: ProgressDisplay): Promise<StoredImage> {
  const { reference } = input;
  const previousDigest = engine.store.images.get(formatReference(reference))?.digest;
  const pace = atOnce(pullStory(progress, { reference, previousDigest, saysMissing: false }));
  const interruption = new AbortController();
  const signals = onStopSignals(() => interruption.abort(new Interrupted()));
  try {
    const actors = realActors(engine, { display: NO_CONTAINER, isWatched: false, readsLayers: false });
    const machine = createActor(providePull(actors, pace, 'REAL', interruption.signal), { input });
    machine.start();
    return await toPromise(machine);
  } finally {
    progress.end();
    signals.stop();
  }
}

/** A pull runs no program, so there is no output to show. */
const NO_CONTAINER = { attach() {}, carry: async () => ({ stdoutBytes: 0, stderrBytes: 0 }) };
