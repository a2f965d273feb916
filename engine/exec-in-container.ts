import { closeSync, constants, openSync } from 'node:fs';
import type { Engine } from './engine.ts';
import { type ExecOptions, execRequest } from './exec-request.ts';
import { type CallerStreams, openPipes, streamsOf } from './runtime/caller-streams.ts';
import { ExecProcess } from './runtime/exec.ts';
import { makePipes } from './runtime/init/streams.ts';
import type { ContainerState } from './store/container-state.ts';
import { stubFile } from './stub/executable.ts';
import { Stub } from './stub/stub.ts';

/** A process beside others in a container, and our ends of its streams. */
export interface Exec {
  readonly process: ExecProcess;
  readonly streams: CallerStreams;
}

/** Descriptor of the console's socket, behind the first three. */
const CONSOLE = 3;

/**
 * Joins the container, up to the point right before execve.
 *
 * @throws InitFailed where it has ended meanwhile, ExecutableNotFound, ExecutableNotRunnable, UserNotFound,
 *   InvalidWorkingDirectory
 */
export async function execInContainer(
  engine: Engine,
  state: ContainerState,
  options: ExecOptions,
  isInteractive: boolean,
): Promise<Exec> {
  const request = await execRequest(engine, state, options);
  if (options.tty) return withTerminal(request, isInteractive);
  const { streams, theirs } = await pipesFor(engine.programs, isInteractive);
  try {
    return { process: await ExecProcess.create({ ...request, stdio: theirs }), streams };
  } finally {
    for (const fd of theirs) closeSync(fd);
  }
}

/** The same, with nobody who listens: it goes on by itself. */
export async function execAlone(engine: Engine, state: ContainerState, options: ExecOptions): Promise<void> {
  const request = await execRequest(engine, state, { ...options, tty: false });
  const process = await ExecProcess.create({ ...request, stdio: ['ignore', 'ignore', 'ignore'] });
  await process.start();
  await process.release();
}

async function withTerminal(request: Awaited<ReturnType<typeof execRequest>>, isInteractive: boolean): Promise<Exec> {
  const { ConsoleSocket } = await import('./runtime/console-socket.ts');
  const socket = new ConsoleSocket();
  try {
    const stdio = ['ignore', 'ignore', 'ignore', socket.theirs] as const;
    const process = await ExecProcess.create({ ...request, stdio, console: CONSOLE });
    return { process, streams: streamsOf(socket.receiveTerminal(), isInteractive) };
  } finally {
    socket.closeTheirs();
    socket.close();
  }
}

/** Pipes and no sockets, which /dev/stdout could not be opened by; a stub makes them, since Node cannot. */
async function pipesFor(
  directory: string,
  isInteractive: boolean,
): Promise<{ streams: CallerStreams; theirs: number[] }> {
  const [maker, child] = await Stub.start({ file: stubFile(directory) });
  const pipes = await makePipes(maker, isInteractive);
  const open = (fd: number, access: number) => openSync(`/proc/${maker.pid}/fd/${fd}`, access);
  const { stdin, stdout, stderr } = pipes.own;
  const theirs = [open(stdin, constants.O_RDONLY), open(stdout, constants.O_WRONLY), open(stderr, constants.O_WRONLY)];
  const streams = openPipes(maker.pid, pipes);
  maker.close();
  child.unref();
  return { streams, theirs };
}
