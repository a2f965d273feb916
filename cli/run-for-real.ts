import { removeAbandoned } from '../engine/abandoned.ts';
import type { Engine, SpareLauncher } from '../engine/engine.ts';
import { formatReference } from '../engine/image/reference.ts';
import type { MadeContainer } from '../engine/runtime/container.ts';
import { sweepNetworks } from '../engine/sweep-networks.ts';
import { withInheritedMounts } from '../engine/volumes-from.ts';
import { type Actors, mayGoOn, type RunRequest } from '../machines/actors/contract.ts';
import { realActors } from '../machines/actors/real.ts';
import { carryOut, exitCodeOfRun } from './carry-out.ts';
import { ChangesByHand } from './changes/changes-by-hand.ts';
import { openCidFile } from './cid-file.ts';
import { exitCodeOf } from './exit-code.ts';
import { heardByHand } from './heard-by-hand.ts';
import { inspectRun } from './inspect-run.ts';
import type { Io } from './io.ts';
import { openEngine } from './open-engine.ts';
import type { Inspecting } from './options/inspecting.ts';
import type { RunOptions } from './options/run-options.ts';
import type { Stepping } from './options/stepping.ts';
import { type Listener, overheard } from './overheard.ts';
import { commandOfMonitor, commandOfWaker } from './own-command.ts';
import type { Verdict } from './predict/answer.ts';
import { type Recording, type RecordingSubject, startRecording } from './recording.ts';
import { SignalForwarding } from './signal-forwarding.ts';
import { offerSimulation, type Wanted } from './simulation-offer.ts';
import { containerDisplay } from './terminal/container-display.ts';
import { attachedSinks } from './terminal/output-display.ts';
import { type RunView, runView } from './terminal/run-view.ts';
import { timeLimit, withTimeLimit } from './time-limit.ts';

/** A run as the command line asks for it. */
export interface RunOrder {
  /** What the words ask for; the mounts of `--volumes-from` are looked up when the store is open. */
  readonly asked: RunRequest;
  readonly options: RunOptions;
  /** Undefined where nobody steps. */
  readonly steps: Stepping | undefined;
  readonly inspected: Inspecting;
  /** What is typed to let go of the container's terminal. */
  readonly keys: Buffer;
  readonly wanted: Wanted;
  /** What stood in the places of image and command, as it was typed. */
  readonly typed: Typed;
}

interface Typed {
  readonly image: string;
  readonly command: readonly string[];
}

/**
 * Runs the image: the registry, the disk and the kernel are used. Resolves with the exit code.
 *
 * @param spare a launcher that was started ahead, for the container to take
 */
export async function runForReal(order: RunOrder, io: Io, spare: SpareLauncher | undefined): Promise<number> {
  const { options } = order;
  const seconds = timeLimit(options.timeout);
  const cidFile = options.cidfile ? openCidFile(options.cidfile) : undefined;
  const adapt = (actors: Actors) => withTimeLimit(cidFile?.actors(actors) ?? actors, seconds);
  const engine = openEngine(io, options);
  if (spare !== undefined) engine.lendLauncher(spare);
  try {
    await removeAbandoned(engine);
    await sweepNetworks(engine);
    return await runShown(order, engine, adapt, io);
  } finally {
    cidFile?.close();
    await engine.close();
  }
}

/** Runs it before the eyes of whoever wants to see it: on the terminal, on a page, later from a recording. */
async function runShown(order: RunOrder, engine: Engine, adapt: (actors: Actors) => Actors, io: Io): Promise<number> {
  const { asked, options, steps, inspected, keys } = order;
  const request = { ...asked, process: withInheritedMounts(engine.store, asked.process) };
  // Not for an inspector: its page asks for the content of a layer only when somebody wants to see it.
  const readsLayers = steps !== undefined || typeof options.record === 'string';
  const isDetailed = readsLayers || inspected.inspector === 'page';
  const previousDigest = engine.store.images.get(formatReference(request.reference))?.digest;
  const session = await inspectRun(inspected, { request, badge: 'REAL', isStepped: steps !== undefined }, io);
  if (session !== undefined) session.inspector.lend((await import('./store-blobs.ts')).storeBlobs(engine));
  const subject = { request, previousDigest, isDetailed };
  const recording = startRecording(options.record, subject, io);
  const changes = new ChangesByHand(request, (variables) => {
    recording.hide(variables);
    session?.inspector.hide(variables);
  });
  const view = await runView(steps, {
    options,
    io,
    subject: { request, badge: 'REAL' },
    deeds: changes,
    inspector: session?.inspector,
  });
  try {
    const run = { ...subject, readsLayers, adapt, changes, keys };
    return await helpedOn(order, io, () => runRecorded(run, engine, view, recording, io));
  } finally {
    view.close();
    await session?.end();
  }
}

/** Tells a person whose run has not ended well of what may have been meant, or may be had in its place. */
async function helpedOn({ typed, wanted }: RunOrder, io: Io, run: () => Promise<number>): Promise<number> {
  try {
    const exitCode = await run();
    if (exitCode !== 0) await mentionMisplacedFlag(typed, io);
    return exitCode;
  } catch (error) {
    await mentionMisplacedFlag(typed, io);
    throw offerSimulation(error, wanted);
  }
}

/** To people only: a script that runs `ls --step` means what it says. */
async function mentionMisplacedFlag({ image, command }: Typed, io: Io): Promise<void> {
  if (!io.stderr.isTTY) return;
  const { misplacedFlag, mistypedFlag } = await import('./misplaced-flags.ts');
  io.stderr.write(misplacedFlag(image, command) ?? mistypedFlag(command) ?? '');
}

/** What is run, and what is made of its actors on the way. */
interface RunSubject extends RecordingSubject {
  readonly readsLayers: boolean;
  readonly adapt: (actors: Actors) => Actors;
  readonly changes: ChangesByHand;
  /** What is typed to let go of its terminal. */
  readonly keys: Buffer;
}

/** Runs the image to its end, and keeps what happens. */
async function runRecorded(
  { request, previousDigest, isDetailed, readsLayers, adapt, changes, keys }: RunSubject,
  engine: Engine,
  view: RunView,
  recording: Recording,
  io: Io,
): Promise<number> {
  const stdin = request.process.interactive ? io.stdin : undefined;
  const forwarding = request.sigProxy ? new SignalForwarding() : undefined;
  let [started, detached] = ['', ''];
  const stateNow = () => engine.store.containers.get(started);
  const display = containerDisplay({
    sinks: attachedSinks(request.process.attach, recording.sinks(view.sinks)),
    stdin,
    screen: io.stdout,
    detachKeys: keys,
    onRunning: (container: MadeContainer) => forwarding?.begin(heardByHand(container, stateNow)),
  });
  const monitor = mayGoOn(request) ? commandOfMonitor(io) : undefined;
  const waker = request.restart && commandOfWaker(io);
  const listener: Listener = {
    onStart: ({ id }) => (started = id),
    // The id is printed with -d only: who detaches from a terminal knows which container that is.
    onDetached: ({ id }) => (detached = request.detach ? id : ''),
  };
  const options = { display: changes.display(display), isWatched: isDetailed, readsLayers, monitor, waker };
  const actors = recording.actors(changes.actors(adapt(overheard(realActors(engine, options), listener))));
  const { inspect } = recording;
  const play = {
    request,
    actors,
    badge: 'REAL',
    previousDigest,
    left: display.left,
    ...(inspect && { inspect }),
    ...(forwarding && { forward: forwarding.forward }),
    onVerdict: (verdict: Verdict) => recording.verdict(verdict),
  } as const;
  try {
    const outcome = await carryOut(play, view);
    const exitCode = exitCodeOfRun(outcome, io);
    recording.end(exitCode, outcome.output.error);
    if (detached !== '') io.stdout.write(`${detached}\n`);
    return exitCode;
  } catch (error) {
    recording.end(exitCodeOf(error), error);
    throw error;
  } finally {
    display.close();
  }
}
