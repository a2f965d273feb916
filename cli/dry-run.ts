import { familiarName } from '../engine/image/reference.ts';
import { withInheritedMounts } from '../engine/volumes-from.ts';
import type { RunRequest } from '../machines/actors/contract.ts';
import { dryActors, dryBadge } from '../machines/actors/dry.ts';
import { carryOut, exitCodeOfRun } from './carry-out.ts';
import { UsageError } from './errors.ts';
import { inspectRun } from './inspect-run.ts';
import type { Io } from './io.ts';
import { openEngine } from './open-engine.ts';
import { inspecting } from './options/inspecting.ts';
import type { RunOptions } from './options/run-options.ts';
import type { Stepping } from './options/stepping.ts';
import { dryJsonView, dryView } from './terminal/dry-view.ts';
import { noProgress } from './terminal/pull-progress.ts';
import { runView } from './terminal/run-view.ts';

/**
 * Shows what a run would do, in the views of a real one, and does nothing of it. Resolves with 0 where it could be done.
 *
 * @throws whatever the run would fail with, as far as that can be known before
 */
export async function dryRun(
  asked: RunRequest,
  options: RunOptions,
  stepping: Stepping | undefined,
  io: Io,
): Promise<number> {
  if (typeof options.record === 'string') throw new UsageError('--record keeps a run, and a dry run is none');
  const engine = openEngine(io, options);
  const request = { ...asked, process: withInheritedMounts(engine.store, asked.process) };
  const session = await inspectRun(
    inspecting(options),
    { request, badge: 'DRY', isStepped: stepping !== undefined },
    io,
  );
  const isText = stepping === undefined && session === undefined;
  const view = isText
    ? (options.json ? dryJsonView : dryView)(io)
    : await runView(stepping, {
        options,
        io,
        subject: { request, badge: 'DRY' },
        deeds: { change: () => 'Nothing is run, so nothing can be changed: give other options to --dry-run.' },
        inspector: session?.inspector,
      });
  const play = {
    request,
    actors: dryActors(engine, { readsLayers: stepping !== undefined }),
    badge: dryBadge,
    previousDigest: undefined,
  };
  try {
    // Docker's own lines about a pull would tell of what does not happen.
    return exitCodeOfRun(await carryOut(play, { ...view, progress: noProgress }), io);
  } finally {
    view.close();
    await session?.end();
    await engine.close();
  }
}

/** What is said before a run is simulated that nobody has recorded. */
export function saysWhatIsReal({ reference }: RunRequest, { stderr }: Pick<Io, 'stderr'>): void {
  stderr.write(
    `learn-run: there is no recorded run of ${familiarName(reference)}: its registry is really asked (REAL), and everything from there on is worked out and not done (DRY)\n`,
  );
}
