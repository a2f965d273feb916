import { statusOf } from '../../engine/container-status.ts';
import { type Exec, execAlone, execInContainer } from '../../engine/exec-in-container.ts';
import type { ExecOptions } from '../../engine/exec-request.ts';
import { keepTerminal } from '../../engine/keep-terminal.ts';
import { killQuietly } from '../../engine/kill-quietly.ts';
import { exitCodeOfStatus } from '../../engine/runtime/wait-status.ts';
import { splitRunArgv } from '../argv.ts';
import { ContainerConflict } from '../containers/errors.ts';
import { Detached, UsageError, WrongArgumentCount } from '../errors.ts';
import type { Io } from '../io.ts';
import { flagsOf } from '../options/command-flags.ts';
import { detachKeys } from '../options/detach-keys.ts';
import { resolveEnv } from '../options/env.ts';
import { terminalOptions } from '../options/terminal.ts';
import { onStopSignals } from '../stop-signals.ts';
import { containerDisplay } from '../terminal/container-display.ts';
import { sinkOf } from '../terminal/output-display.ts';
import { runningContainer, withContainers } from './container-command.ts';
import { newParser, parseSpelled } from './parser.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] CONTAINER COMMAND [ARG...]',
  description: 'Run a program in a container that runs already, beside its own.',
  examples: [
    ['learn-run exec -it web sh', 'a shell inside'],
    ['learn-run exec -u nobody -w /tmp web id', 'as somebody else, somewhere else'],
    ['learn-run exec -d web touch /tmp/here', 'without waiting for it'],
  ],
} as const;

interface ExecFlags {
  readonly detach?: true;
  readonly interactive?: true;
  readonly tty?: true;
  readonly env: readonly string[];
  readonly envFile: readonly string[];
  readonly user?: string;
  readonly workdir?: string;
  readonly privileged?: true;
  readonly detachKeys?: string;
}

const collect = (value: string, all: string[]) => [...all, value];

/** `learn-run exec`, as docker's. */
export async function exec(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('exec', INTRODUCTION, io)
    .option('-d, --detach', 'Do not wait for it')
    .option('-i, --interactive', 'Hand your stdin to it')
    .option('-t, --tty', 'Give it a terminal')
    .option('--detach-keys <keys>', 'What is typed to let go of its terminal (default: ctrl-p,ctrl-q)')
    .option('-e, --env <KEY=value>', 'Set a variable', collect, [])
    .option('--env-file <file>', 'Read variables from a file', collect, [])
    .option('-u, --user <user[:group]>', 'Name or number of the user to run as')
    .option('-w, --workdir <directory>', 'Working directory inside the container')
    .option('--privileged', 'With all capabilities, and without seccomp');
  const argv = inOwnName(() => splitRunArgv(words, flagsOf(parser), []));
  if (!parseSpelled(parser, argv.options.includes('--help') ? ['--help'] : argv.options)) return 0;
  if (argv.image === undefined || argv.command.length === 0)
    throw new WrongArgumentCount('exec', 'at least 2 arguments');
  const flags = parser.opts<ExecFlags>();
  const options = { args: argv.command, ...inOwnName(() => execOptions(flags, io)) };
  const name = argv.image;
  return withContainers(io, async (engine) => {
    const state = runningContainer(engine, name);
    if (statusOf(state) === 'paused') {
      throw new ContainerConflict(state.id, `container ${name} is paused, unpause the container before exec`);
    }
    const keys = detachKeys(flags.detachKeys, 'exec');
    if (flags.detach) {
      await execAlone(engine, state, options);
      return 0;
    }
    const started = await execInContainer(engine, state, options, flags.interactive === true);
    return attached(started, { keys, isInteractive: flags.interactive === true, programs: engine.programs }, io);
  });
}

/** What reads the options of `run` names that command's help. */
function inOwnName<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof UsageError ? error.of('exec') : error;
  }
}

function execOptions(flags: ExecFlags, io: Io): Omit<ExecOptions, 'args'> {
  const { tty, consoleSize } = terminalOptions(flags, io);
  return {
    env: resolveEnv(flags.envFile, flags.env, io.env),
    user: flags.user,
    workingDirectory: flags.workdir,
    privileged: flags.privileged === true,
    tty: tty === true,
    consoleSize,
  };
}

/** How a program is shown that runs beside others. */
interface Showing {
  readonly isInteractive: boolean;
  /** What is typed to let go of its terminal. */
  readonly keys: Buffer;
  /** Directory for programs of ours. */
  readonly programs: string;
}

/** Shows what it says, hands our stdin and signals on, and stays until it has ended. @throws Detached */
async function attached(
  { process: program, streams }: Exec,
  { isInteractive, keys, programs }: Showing,
  io: Io,
): Promise<number> {
  const stdin = isInteractive ? io.stdin : undefined;
  const sinks = { stdout: sinkOf(io.stdout), stderr: sinkOf(io.stderr) };
  const display = containerDisplay({ sinks, stdin, screen: io.stdout, detachKeys: keys });
  const signals = onStopSignals(
    () => killQuietly(program.pid),
    (signal) => {
      killQuietly(program.pid, signal);
      return true;
    },
  );
  try {
    await display.attach(streams);
    await program.start();
    const carried = display.carry(streams, () => {});
    const status = await Promise.race([program.wait(), display.left]);
    if (status === undefined) {
      await keepTerminal(programs, streams.terminal!, program.pid);
      throw new Detached();
    }
    streams.terminal?.end();
    // Whoever it has left behind may hold its streams for ever: they are not what was asked for.
    await Promise.race([carried, new Promise((resolve) => setTimeout(resolve, LAST_WORDS).unref())]);
    return exitCodeOfStatus(status);
  } finally {
    signals.stop();
    display.close();
  }
}

/** How long its last words may take, in milliseconds. */
const LAST_WORDS = 1000;
