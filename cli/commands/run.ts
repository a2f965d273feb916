import type { Command } from 'commander';
import { removeAbandoned } from '../../engine/abandoned.ts';
import type { Engine, SpareLauncher } from '../../engine/engine.ts';
import { formatReference, parseReference } from '../../engine/image/reference.ts';
import type { MadeContainer } from '../../engine/runtime/container.ts';
import { sweepNetworks } from '../../engine/sweep-networks.ts';
import { withInheritedMounts } from '../../engine/volumes-from.ts';
import { type Actors, mayGoOn, type RunRequest } from '../../machines/actors/contract.ts';
import { realActors } from '../../machines/actors/real.ts';
import { type RunArgv, splitRunArgv } from '../argv.ts';
import { simulatedRun } from '../bundled-runs.ts';
import { carryOut, exitCodeOfRun } from '../carry-out.ts';
import { ChangesByHand } from '../changes/changes-by-hand.ts';
import { openCidFile } from '../cid-file.ts';
import { UsageError, WrongArgumentCount } from '../errors.ts';
import { exitCodeOf } from '../exit-code.ts';
import { heardByHand } from '../heard-by-hand.ts';
import { inspectRun } from '../inspect-run.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { flagsOf } from '../options/command-flags.ts';
import { detachKeys } from '../options/detach-keys.ts';
import { givenOptions } from '../options/given-options.ts';
import { inspecting } from '../options/inspecting.ts';
import { wantedPlatform } from '../options/platform.ts';
import { kernelMemoryWarning } from '../options/resources.ts';
import { referenceOfDirectory, rootDirectory } from '../options/rootfs.ts';
import { addRunOptions, FLAGS_AFTER_IMAGE, type RunOptions } from '../options/run-options.ts';
import { runRequest } from '../options/run-request.ts';
import { runtimeOption } from '../options/runtime.ts';
import { type Stepping, stepping } from '../options/stepping.ts';
import { warningsOf } from '../options/warnings.ts';
import { type Listener, overheard } from '../overheard.ts';
import { commandOfMonitor, commandOfWaker } from '../own-command.ts';
import type { Verdict } from '../predict/answer.ts';
import { type Recording, type RecordingSubject, startRecording } from '../recording.ts';
import { SignalForwarding } from '../signal-forwarding.ts';
import { offerSimulation, refuseOtherSystems } from '../simulation-offer.ts';
import { containerDisplay } from '../terminal/container-display.ts';
import { attachedSinks } from '../terminal/output-display.ts';
import { type RunView, runView } from '../terminal/run-view.ts';
import { timeLimit, withTimeLimit } from '../time-limit.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  description: 'Run a container from an image. The word "run" may be left out.',
  examples: [
    ['learn-run hello-world', 'as docker run --rm hello-world'],
    ['learn-run hello-world --step', 'the same, stopping at each of its six states'],
    ['learn-run --step=syscall hello-world', "at every system call of the container's init too"],
    ['learn-run hello-world --predict', 'asked at each stop what will happen, and told what did'],
    ['learn-run hello-world --break syscall:pivot_root', 'run on until init calls pivot_root'],
    ['learn-run --offline hello-world', 'with no network, from the registry inside learn-run'],
    ['learn-run --simulate hello-world --step', 'a recorded run, on any system: nothing is real'],
    ['learn-run --dry-run alpine', 'every step and system call that it would take, none of them made'],
    ['learn-run hello-world --step --inspect', 'the same in a browser beside the terminal'],
    ['learn-run hello-world --step --share', 'and in the browsers of a class in the same network'],
    ['echo hi | learn-run -i alpine cat', 'with your stdin'],
    ['learn-run -it alpine sh', 'a shell, on a terminal of its own'],
  ],
} as const;

/**
 * `learn-run [run]`: the words behind `run`. Resolves with the exit code that docker would give.
 *
 * @param spare a launcher that was started ahead, for the container to take; it is killed where nobody takes it
 */
export async function run(words: readonly string[], io: Io, spare?: SpareLauncher): Promise<number> {
  try {
    return await runImage(words, io, spare);
  } finally {
    const launcher = await spare?.launcher.catch(() => undefined);
    if (launcher?.isTaken === false) await launcher.kill();
  }
}

async function runImage(words: readonly string[], io: Io, spare: SpareLauncher | undefined): Promise<number> {
  const parser = addRunOptions(newParser('run', INTRODUCTION, io));
  const argv = await cut(words, parser);
  const wantsHelp = argv.options.includes('--help');
  if (!parse(parser, wantsHelp ? ['--help'] : argv.options)) return 0;
  if (argv.image === undefined) throw new WrongArgumentCount('run', 'at least 1 argument');
  const options = givenOptions(parser);
  const rootfs = options.rootfs && rootDirectory(argv.image, argv.command, options);
  const asked = runRequest(options, {
    reference: rootfs ? referenceOfDirectory(rootfs) : parseReference(argv.image),
    rootfs,
    runtime: runtimeOption(options, io.env),
    platform: wantedPlatform(options.platform),
    command: argv.command,
    env: io.env,
    terminal: io,
  });
  io.stderr.write(warningsOf(asked.process) + kernelMemoryWarning(options));
  const steps = stepping(options);
  const inspected = inspecting(options);
  const keys = detachKeys(options.detachKeys, 'run');
  if (options.dryRun) return (await import('../dry-run.ts')).dryRun(asked, options, steps, io);
  if (options.simulate) return simulate(asked, options, steps, io);
  const wanted = { reference: asked.reference, words: rootfs ? `--rootfs ${argv.image}` : argv.image };
  refuseOtherSystems(wanted);
  const seconds = timeLimit(options.timeout);
  const cidFile = options.cidfile ? openCidFile(options.cidfile) : undefined;
  const adapt = (actors: Actors) => withTimeLimit(cidFile?.actors(actors) ?? actors, seconds);
  const engine = openEngine(io, options);
  if (spare !== undefined) engine.lendLauncher(spare);
  try {
    await removeAbandoned(engine);
    await sweepNetworks(engine);
    const request = { ...asked, process: withInheritedMounts(engine.store, asked.process) };
    // Not for an inspector: its page asks for the content of a layer only when somebody wants to see it.
    const readsLayers = steps !== undefined || typeof options.record === 'string';
    const isDetailed = readsLayers || inspected.inspector === 'page';
    const previousDigest = engine.store.images.get(formatReference(request.reference))?.digest;
    const session = await inspectRun(inspected, { request, badge: 'REAL', isStepped: steps !== undefined }, io);
    if (session !== undefined) session.inspector.lend((await import('../store-blobs.ts')).storeBlobs(engine));
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
      const exitCode = await runForReal({ ...subject, readsLayers, adapt, changes, keys }, engine, view, recording, io);
      if (exitCode !== 0) await mentionMisplacedFlag(argv.image, argv.command, io);
      return exitCode;
    } catch (error) {
      await mentionMisplacedFlag(argv.image, argv.command, io);
      throw offerSimulation(error, wanted);
    } finally {
      view.close();
      await session?.end();
    }
  } finally {
    cidFile?.close();
    await engine.close();
  }
}

/** Cuts the words. Docker's long table of flags is only loaded where a flag is none of ours. */
async function cut(words: readonly string[], parser: Command): Promise<RunArgv> {
  try {
    return splitRunArgv(words, flagsOf(parser), FLAGS_AFTER_IMAGE);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return (await import('../options/refusals.ts')).splitStrangeArgv(words, parser);
  }
}

/** A recorded run of the image; where there is none, as much of one as can be had without making a container. */
async function simulate(
  request: RunRequest,
  options: RunOptions,
  steps: Stepping | undefined,
  io: Io,
): Promise<number> {
  const file = simulatedRun(request.reference);
  if (file !== undefined) {
    const { replayRun } = await import('../replay-run.ts');
    return replayRun(file, { ...options, inspecting: inspecting(options), stepping: steps }, io);
  }
  const { dryRun, saysWhatIsReal } = await import('../dry-run.ts');
  saysWhatIsReal(request, io);
  return dryRun(request, options, steps, io);
}

/** To people only: a script that runs `ls --step` means what it says. */
async function mentionMisplacedFlag(image: string, command: readonly string[], io: Io): Promise<void> {
  if (!io.stderr.isTTY) return;
  const { misplacedFlag } = await import('../misplaced-flags.ts');
  io.stderr.write(misplacedFlag(image, command) ?? '');
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
async function runForReal(
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
