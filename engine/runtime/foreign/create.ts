import { readFileSync } from 'node:fs';
import { sendDescriptor } from '../../stub/calls/descriptor-passing.ts';
import { close } from '../../stub/calls/descriptors.ts';
import type { Stub } from '../../stub/stub.ts';
import { type CallerStreams, NO_STREAMS, openPipes, streamsOf } from '../caller-streams.ts';
import type { CreateOptions } from '../container-parts.ts';
import { type DetachedStreams, holdStreams } from '../detached-streams.ts';
import { InitFailed } from '../errors.ts';
import { closeCallers, makePipes, placingStreams } from '../init/streams.ts';
import type { Launcher } from '../launcher.ts';
import { createWords, pidFileOf } from './commands.ts';
import { listenForTerminal, takeTerminal } from './console.ts';
import type { OciRuntime } from './oci-runtime.ts';

/** What another runtime makes a container from. */
export interface ForeignOptions extends Omit<CreateOptions, 'isTraced' | 'onTurn' | 'host' | 'oci'> {
  readonly id: string;
  /** Absolute path of the runtime's executable. */
  readonly runtime: string;
  /** `KEY=value`; what it runs with. */
  readonly environment: readonly string[];
}

interface Creation extends ForeignOptions {
  /** Path of the one in which its root file system is mounted. */
  readonly mountNamespace: string;
}

/** A container that the runtime has created, and what it is held by. */
export interface Created {
  readonly launcher: Launcher;
  readonly runtime: OciRuntime;
  /** Those that it was created with. */
  readonly words: readonly string[];
  readonly streams: CallerStreams;
  /** Where its streams are held in the launcher; undefined where they are held here. */
  readonly held?: DetachedStreams;
  readonly pid: number;
}

/**
 * Has the runtime create the container, with the streams that it is to have, in a launcher that is prepared.
 *
 * @throws InitFailed, ExecutableNotFound, ExecutableNotRunnable
 */
export async function createByRuntime(launcher: Launcher, runtime: OciRuntime, options: Creation): Promise<Created> {
  const onPipes = options.isDetached ? createOnHeldPipes : createOnPipes;
  const made = await (options.spec.process.terminal ? createOnTerminal : onPipes)(launcher, runtime, options);
  return { launcher, runtime, pid: readPid(pidFileOf(options)), ...made };
}

type Streamed = Pick<Created, 'words' | 'streams' | 'held'>;

async function createOnTerminal(
  launcher: Launcher,
  runtime: OciRuntime,
  { bundle, isInteractive, isDetached, mountNamespace }: Creation,
): Promise<Streamed> {
  const console = await listenForTerminal(launcher.stub, bundle);
  const words = createWords(runtime.container, console.path);
  await runtime.command(words, { mountNamespace });
  const master = await takeTerminal(launcher.stub, console);
  if (isDetached) return { words, streams: NO_STREAMS, held: { output: master, errors: undefined, held: [] } };
  await launcher.stub.callAll([sendDescriptor(launcher.consoleSocket!, master, 'ptmx'), close(master)]);
  return { words, streams: streamsOf(launcher.receiveTerminal(), isInteractive) };
}

async function createOnPipes(
  _launcher: Launcher,
  runtime: OciRuntime,
  { isInteractive, mountNamespace }: Creation,
): Promise<Streamed> {
  const words = createWords(runtime.container);
  let streams: CallerStreams | undefined;
  const place = async (child: Stub) => {
    const { placing, opened } = await layPipes(child, isInteractive);
    streams = opened;
    return placing;
  };
  try {
    await runtime.command(words, { mountNamespace, place });
    return { words, streams: streams! };
  } catch (error) {
    for (const stream of [streams?.stdin, streams?.stdout, streams?.stderr]) stream?.destroy();
    throw error;
  }
}

/** The same, where the launcher has the other ends. */
async function createOnHeldPipes(
  { stub }: Launcher,
  runtime: OciRuntime,
  { isInteractive, mountNamespace }: Creation,
): Promise<Streamed> {
  const words = createWords(runtime.container);
  const pipes = await makePipes(stub, isInteractive);
  await runtime.command(words, { mountNamespace, place: async () => placingStreams(pipes.own) });
  return { words, streams: NO_STREAMS, held: await holdStreams(stub, { pipes }) };
}

/** Three pipes, whose other ends are the container's: those that the command is started with. */
async function layPipes(child: Stub, isInteractive: boolean) {
  const pipes = await makePipes(child, isInteractive);
  const opened = openPipes(child.pid, pipes);
  await closeCallers(child, pipes);
  return { placing: placingStreams(pipes.own), opened };
}

function readPid(file: string): number {
  const pid = Number(readFileSync(file, 'utf8'));
  if (Number.isInteger(pid) && pid > 0) return pid;
  throw new InitFailed(`the runtime has written no process id into ${file}`);
}
