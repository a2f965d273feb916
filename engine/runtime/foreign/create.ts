import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stub } from '../../stub/stub.ts';
import { type CallerStreams, openPipes, streamsOf } from '../caller-streams.ts';
import type { CreateOptions } from '../container.ts';
import { InitFailed } from '../errors.ts';
import { closeCallers, makePipes, placingStreams } from '../init/streams.ts';
import type { Launcher } from '../launcher.ts';
import { handOnTerminal, listenForTerminal } from './console.ts';
import type { OciRuntime, RuntimeProgram } from './oci-runtime.ts';

/** What another runtime makes a container from. */
export interface ForeignOptions extends Omit<CreateOptions, 'isDetached' | 'isTraced' | 'onTurn' | 'host' | 'oci'> {
  readonly id: string;
  readonly program: RuntimeProgram;
}

/** A container that the runtime has created, and what it is held by. */
export interface Created {
  readonly launcher: Launcher;
  readonly runtime: OciRuntime;
  /** Those that it was created with. */
  readonly words: readonly string[];
  readonly streams: CallerStreams;
  readonly pid: number;
}

/**
 * Has the runtime create the container, with the streams that it is to have, in a launcher that is prepared.
 *
 * @throws InitFailed, ExecutableNotFound, ExecutableNotRunnable
 */
export async function createByRuntime(
  launcher: Launcher,
  runtime: OciRuntime,
  options: ForeignOptions,
): Promise<Created> {
  const { bundle, spec } = options;
  const pidFile = join(bundle, 'runtime.pid');
  const create = ['--bundle', bundle, '--pid-file', pidFile];
  const made = await (spec.process.terminal ? createOnTerminal : createOnPipes)(launcher, runtime, create, options);
  return { launcher, runtime, pid: readPid(pidFile), ...made };
}

type Streamed = Pick<Created, 'words' | 'streams'>;

async function createOnTerminal(
  launcher: Launcher,
  runtime: OciRuntime,
  create: readonly string[],
  { bundle, isInteractive }: ForeignOptions,
): Promise<Streamed> {
  const console = await listenForTerminal(launcher.stub, bundle);
  const words = runtime.words('create', ...create, '--console-socket', console.path);
  await runtime.command(words);
  await handOnTerminal(launcher.stub, console, launcher.consoleSocket!);
  return { words, streams: streamsOf(launcher.receiveTerminal(), isInteractive) };
}

async function createOnPipes(
  _launcher: Launcher,
  runtime: OciRuntime,
  create: readonly string[],
  { isInteractive }: ForeignOptions,
): Promise<Streamed> {
  const words = runtime.words('create', ...create);
  let streams: CallerStreams | undefined;
  try {
    await runtime.command(words, async (child) => {
      const { placing, opened } = await layPipes(child, isInteractive);
      streams = opened;
      return placing;
    });
    return { words, streams: streams! };
  } catch (error) {
    for (const stream of [streams?.stdin, streams?.stdout, streams?.stderr]) stream?.destroy();
    throw error;
  }
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
