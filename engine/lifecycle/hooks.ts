import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Hook, HookName } from '../bundle/runtime-spec.ts';
import { openPipes } from '../runtime/caller-streams.ts';
import { enteringFilter, type InitFilter } from '../runtime/init/seccomp-filter.ts';
import { closeCallers, makePipes, placingStreams } from '../runtime/init/streams.ts';
import { waitStatusOf } from '../runtime/wait-status.ts';
import { close } from '../stub/calls/descriptors.ts';
import { chdir, umask } from '../stub/calls/files.ts';
import { execve, exitGroup, kill, wait4, wait4NoHang } from '../stub/calls/processes.ts';
import { closeOnExec } from '../stub/close-on-exec.ts';
import type { Stub } from '../stub/stub.ts';
import { SIGKILL } from '../syscall/constants.ts';
import { HookFailed } from './errors.ts';
import type { State } from './status.ts';

/** How a hook has ended. */
interface Ending {
  /** Undefined where it has succeeded. */
  readonly failure: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** In characters: more of a hook's output would only make the error message unreadable. */
const LONGEST_OUTPUT = 64 * 1024;

/**
 * Runs hooks in the namespaces of the runtime, one after the other, with the state on their stdin.
 *
 * @param directory that they begin in
 * @throws HookFailed of the first that fails
 * @see runtime-spec config.md#posix-platform-hooks
 */
export async function runHooks(name: HookName, hooks: readonly Hook[], state: State, directory: string): Promise<void> {
  for (const [index, hook] of hooks.entries()) settle(name, index, await runOnHost(hook, state, directory));
}

/** How hooks in the container begin. */
export interface InsideOptions {
  readonly env: readonly string[];
  /** The working directory of the hooks, where it is not that of init. */
  readonly directory?: string;
  /** Where init has another umask(2). */
  readonly mask?: number;
  /** Which calls they may make, where init itself is not under that filter yet. */
  readonly filter?: InitFilter | undefined;
}

/** The same in the namespaces of a container: as children of its init. */
export async function runHooksInside(
  init: Stub,
  name: HookName,
  hooks: readonly Hook[],
  state: State,
  options: InsideOptions,
): Promise<void> {
  for (const [index, hook] of hooks.entries()) settle(name, index, await runInside(init, hook, state, options));
}

function settle(name: HookName, index: number, { failure, stdout, stderr }: Ending): void {
  if (failure === undefined) return;
  throw new HookFailed(name, index, `${failure}, stdout: ${stdout.trimEnd()}, stderr: ${stderr.trimEnd()}`);
}

async function runOnHost({ path, args = [path], env, timeout }: Hook, state: State, cwd: string): Promise<Ending> {
  const [argv0 = path, ...rest] = args;
  const child = spawn(path, rest, { argv0, cwd, stdio: 'pipe', ...(env && { env: variables(env) }) });
  const said = collect(child.stdout, child.stderr);
  child.stdin.on('error', () => {}); // It need not read its state.
  child.stdin.end(JSON.stringify(state));
  const isLate = timer(timeout, () => child.kill('SIGKILL'));
  const failure = await new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    // Not `close`: what it has left running may hold its streams for ever.
    child.on('exit', (code, signal) => resolve(reasonOf(code ?? undefined, signal ?? undefined)));
  });
  return { failure: isLate() ?? failure, ...(await said(child.pid === undefined)) };
}

async function runInside(init: Stub, hook: Hook, state: State, options: InsideOptions): Promise<Ending> {
  const pipes = await makePipes(init, true);
  const streams = openPipes(init.pid, pipes);
  await closeCallers(init, pipes);
  const said = collect(streams.stdout, streams.stderr);
  const child = await init.fork();
  const { stdin, stdout, stderr } = pipes.own;
  await init.callAll([close(stdin), close(stdout), close(stderr)]);
  streams.stdin!.on('error', () => {});
  streams.stdin!.end(JSON.stringify(state));
  const failure = await failureToBegin(child, hook, { ...options, parent: init.pid, streams: pipes.own });
  if (failure !== undefined) {
    await child.callSlowly([exitGroup(1)]);
    await init.call(wait4(child.pid));
    child.close();
    return { failure, ...(await said(true)) };
  }
  child.close();
  return { failure: await endingOf(init, child.pid, hook.timeout), ...(await said(false)) };
}

/** What the child of init finds where it begins. */
interface Beginning extends InsideOptions {
  /** Process id of init. */
  readonly parent: number;
  readonly streams: Parameters<typeof placingStreams>[0];
}

/** Has the child execute the hook. Gives back why that failed; undefined where it did not. */
async function failureToBegin(
  child: Stub,
  { path, args = [path], env }: Hook,
  { parent, streams, directory, mask, filter, env: usual }: Beginning,
): Promise<string | undefined> {
  try {
    await closeOnExec(child, { first: 0 }, parent);
    await child.callAll([
      ...(directory === undefined ? [] : [chdir(directory)]),
      ...(mask === undefined ? [] : [umask(mask)]),
      ...placingStreams(streams),
    ]);
    await child.callSlowly([...enteringFilter(filter), execve(path, args, env ?? usual)]);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Polled, because init makes one call at a time: blocked in wait4(2), it could not be told to kill the hook when its
 * time is over.
 */
async function endingOf(init: Stub, pid: number, timeout: number | undefined): Promise<string | undefined> {
  let killed: string | undefined;
  const end = timeout === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeout * 1000;
  for (let pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const ended = await init.call(wait4NoHang(pid));
    if (ended) {
      const { code, signal } = waitStatusOf(ended);
      return killed ?? reasonOf(code, signal);
    }
    if (killed === undefined && performance.now() > end) {
      killed = lateness(timeout!);
      await init.call(kill(pid, SIGKILL));
    }
    await wait(pause);
  }
}

/** Milliseconds. */
const LONGEST_PAUSE = 20;

function reasonOf(code: number | undefined, signal: string | undefined): string | undefined {
  if (signal === 'SIGSYS') return 'signal: bad system call (SIGSYS)';
  if (signal !== undefined) return `signal: ${signal}`;
  return code === 0 ? undefined : `exit status ${code}`;
}

function lateness(timeout: number): string {
  return `hook ran past specified timeout of ${timeout.toFixed(1)}s`;
}

/**
 * Calls `whenOver` when the time is over. The function that is given back stops the timer, and says how late it is
 * where the time was over already.
 */
function timer(seconds: number | undefined, whenOver: () => void): () => string | undefined {
  if (seconds === undefined) return () => undefined;
  let isOver = false;
  const running = setTimeout(() => {
    isOver = true;
    whenOver();
  }, seconds * 1000);
  return () => {
    clearTimeout(running);
    return isOver ? lateness(seconds) : undefined;
  };
}

/** What was said until the hook has ended, without waiting for what it has left running. */
function collect(stdout: Readable, stderr: Readable) {
  const parts = { stdout: '', stderr: '' };
  const reading = (stream: Readable, name: keyof typeof parts) => {
    // Decoded by the stream: a character may come in two pieces.
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => (parts[name] = (parts[name] + text).slice(0, LONGEST_OUTPUT)));
    stream.on('error', () => {});
    return new Promise<void>((resolve) => void stream.on('close', () => resolve()));
  };
  const closed = Promise.all([reading(stdout, 'stdout'), reading(stderr, 'stderr')]);
  return async (isOver: boolean) => {
    if (!isOver) await Promise.race([closed, wait(50)]);
    for (const stream of [stdout, stderr]) stream.destroy();
    return parts;
  };
}

function variables(env: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    env.map((entry) => {
      const at = entry.indexOf('=');
      return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}
