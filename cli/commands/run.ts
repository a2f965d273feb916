import type { Command } from 'commander';
import type { SpareLauncher } from '../../engine/engine.ts';
import { parseReference } from '../../engine/image/reference.ts';
import type { RunRequest } from '../../machines/actors/contract.ts';
import { type RunArgv, splitRunArgv } from '../argv.ts';
import { simulatedRun } from '../bundled-runs.ts';
import { UsageError, WrongArgumentCount } from '../errors.ts';
import type { Io } from '../io.ts';
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
import { runForReal } from '../run-for-real.ts';
import { refuseOtherSystems } from '../simulation-offer.ts';
import { newParser, parseSpelled } from './parser.ts';

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
  if (!parseSpelled(parser, wantsHelp ? ['--help'] : argv.options)) return 0;
  if (argv.image === undefined) throw new WrongArgumentCount('run', 'at least 1 argument');
  const options = givenOptions(parser);
  const rootfs = options.rootfs && rootDirectory(argv.image, argv.command, options);
  const asked = runRequest(options, {
    reference: rootfs ? referenceOfDirectory(rootfs) : parseReference(argv.image),
    asked: rootfs ? undefined : argv.image,
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
  const typed = { image: argv.image, command: argv.command };
  return runForReal({ asked, options, steps, inspected, keys, wanted, typed }, io, spare);
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
