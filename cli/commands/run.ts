import { createActor, toPromise } from 'xstate';
import { removeAbandoned } from '../../engine/abandoned.ts';
import type { Engine } from '../../engine/engine.ts';
import { hostPlatform, parsePlatform } from '../../engine/image/platform.ts';
import { formatReference, parseReference } from '../../engine/image/reference.ts';
import type { InitProcess } from '../../engine/runtime/init-process.ts';
import type { RunRequest } from '../../machines/actors/contract.ts';
import { provideActors } from '../../machines/actors/logic.ts';
import { realActors } from '../../machines/actors/real.ts';
import type { RunOutput } from '../../machines/run.ts';
import { splitRunArgv } from '../argv.ts';
import { WrongArgumentCount } from '../errors.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { refuseUnsupported } from '../options/refusals.ts';
import { addRunOptions, everyRunFlag, FLAGS_AFTER_IMAGE, type RunOptions } from '../options/run-options.ts';
import { runRequest } from '../options/run-request.ts';
import { stepping } from '../options/stepping.ts';
import { onStopSignals } from '../stop-signals.ts';
import { containerDisplay } from '../terminal/container-display.ts';
import { errorMessage } from '../terminal/error-message.ts';
import { pullStory } from '../terminal/pull-story.ts';
import { type RunView, runView } from '../terminal/run-view.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  description: 'Run a container from an image. The word "run" may be left out.',
  examples: [
    ['learn-run hello-world', 'as docker run --rm hello-world'],
    ['learn-run hello-world --step', 'the same, stopping at each of its six states'],
    ['learn-run --step=syscall hello-world', "at every system call of the container's init too"],
    ['learn-run --offline hello-world', 'with no network, from the registry inside learn-run'],
    ['echo hi | learn-run -i alpine cat', 'with your stdin'],
  ],
} as const;

/**
 * `learn-run [run]`: the words behind `run`. Resolves with the exit code that docker would give.
 *
 * @param init one that was started ahead, for the container to take; it is killed where nobody takes it
 */
export async function run(words: readonly string[], io: Io, init?: InitProcess): Promise<number> {
  try {
    return await runImage(words, io, init);
  } finally {
    if (init?.isTaken === false) await init.kill();
  }
}

async function runImage(words: readonly string[], io: Io, init: InitProcess | undefined): Promise<number> {
  const parser = addRunOptions(newParser('run', INTRODUCTION, io));
  const argv = splitRunArgv(words, everyRunFlag(parser), FLAGS_AFTER_IMAGE);
  const wantsHelp = argv.options.includes('--help');
  if (!wantsHelp) refuseUnsupported(argv.options);
  if (!parse(parser, wantsHelp ? ['--help'] : argv.options)) return 0;
  if (argv.image === undefined) throw new WrongArgumentCount('run', 'at least 1 argument');
  const options = parser.opts<RunOptions>();
  const request = runRequest(options, {
    reference: parseReference(argv.image),
    platform: options.platform === undefined ? hostPlatform(process.arch) : parsePlatform(options.platform),
    command: argv.command,
    env: io.env,
  });
  const steps = stepping(options);
  const engine = openEngine(io, options);
  if (init !== undefined) engine.lendInit(init);
  try {
    await removeAbandoned(engine);
    const view = runView(steps, { options, io });
    return await carryOut(request, engine, view, io);
  } finally {
    await engine.close();
  }
}

/** Runs the machine to its end, with the view before the person's eyes. */
async function carryOut(request: RunRequest, engine: Engine, view: RunView, io: Io): Promise<number> {
  const { reference, pull } = request;
  const previousDigest = engine.store.images.get(formatReference(reference))?.digest;
  const story = pullStory(view.progress, { reference, previousDigest, saysMissing: pull === 'missing' });
  const stdin = request.process.interactive ? io.stdin : undefined;
  const display = containerDisplay({ sinks: view.sinks, stdin });
  const actors = realActors(engine, { display, isWatched: view.isWatched });
  const pace = view.pace(story, () => machine.send({ type: 'user.interrupt' }));
  const machine = createActor(provideActors(actors, pace, 'REAL'), { input: request });
  const signals = onStopSignals(() => {
    view.hurry();
    machine.send({ type: 'user.interrupt' });
  });
  try {
    machine.start();
    const output = await toPromise(machine);
    await view.finish(output);
    return exitCode(output, signals.exitCode(), io);
  } finally {
    view.close();
    signals.stop();
  }
}

/** The container's own exit code where it has one; else the failure is thrown, for the one table to judge. */
function exitCode({ exitCode: own, error, cleanupError }: RunOutput, ofSignal: number | undefined, io: Io): number {
  if (cleanupError !== undefined && cleanupError !== error) io.stderr.write(errorMessage(cleanupError));
  if (ofSignal !== undefined && error !== undefined) return ofSignal;
  if (error !== undefined) throw error;
  return own ?? 125;
}
