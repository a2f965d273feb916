import { CommandNotSupported } from './errors.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { errorMessage } from './terminal/error-message.ts';
import { leaveErrorsToSinks } from './terminal/output-display.ts';

/** A command: it gets the words behind its name, and resolves with an exit code. */
type CommandFunction = (words: readonly string[], io: Io) => Promise<number>;

/** Each command is loaded when it is called: nobody waits for the code of another. */
const COMMANDS: Readonly<Record<string, (words: readonly string[], io: Io) => Promise<CommandFunction>>> = {
  run: loadRun,
  pull: async () => (await import('./commands/pull.ts')).pull,
  images: async () => (await import('./commands/images.ts')).images,
  rmi: async () => (await import('./commands/rmi.ts')).rmi,
  volume: async () => (await import('./commands/volume.ts')).volume,
  ps: async () => (await import('./commands/ps.ts')).ps,
  logs: async () => (await import('./commands/logs.ts')).logs,
  attach: async () => (await import('./commands/attach.ts')).attach,
  start: async () => (await import('./commands/start.ts')).start,
  restart: async () => (await import('./commands/restart.ts')).restart,
  stop: async () => (await import('./commands/stop.ts')).stop,
  kill: async () => (await import('./commands/kill.ts')).kill,
  wait: async () => (await import('./commands/wait.ts')).wait,
  rm: async () => (await import('./commands/rm.ts')).rm,
  inspect: async () => (await import('./commands/inspect-choice.ts')).inspectChoice,
  exec: async () => (await import('./commands/exec.ts')).exec,
  top: async () => (await import('./commands/top.ts')).top,
  stats: async () => (await import('./commands/stats.ts')).stats,
  pause: async () => (await import('./commands/pause.ts')).pause,
  unpause: async () => (await import('./commands/pause.ts')).unpause,
  rename: async () => (await import('./commands/rename.ts')).rename,
  container: async () => (await import('./commands/container.ts')).container,
  port: async () => (await import('./commands/port.ts')).port,
  gc: async () => (await import('./commands/gc.ts')).gc,
  unpack: async () => (await import('./commands/unpack.ts')).unpack,
  layer: async () => (await import('./commands/layer.ts')).layer,
  explain: async () => (await import('./commands/explain.ts')).explain,
  export: async () => (await import('./commands/export.ts')).exportRun,
  replay: async () => (await import('./commands/replay.ts')).replay,
  runs: async () => (await import('./commands/runs.ts')).runs,
  report: async () => (await import('./commands/report.ts')).report,
  'run-diff': async () => (await import('./commands/run-diff.ts')).runDiff,
  lesson: async () => (await import('./commands/lesson.ts')).lesson,
  chart: async () => (await import('./commands/chart.ts')).chart,
  monitored: async () => (await import('./commands/monitored.ts')).monitored,
  woken: async () => (await import('./commands/woken.ts')).woken,
  help: async () => (await import('./commands/help.ts')).help,
  version: async () => (await import('./commands/version.ts')).version,
};

/**
 * Loads `run`, and before that starts the launcher of its container, which makes itself ready while options are read and
 * the image is looked for. Whoever asks for steps or for help is not in a hurry, and sees the process begin where the
 * chart has it.
 */
async function loadRun(words: readonly string[], io: Io): Promise<CommandFunction> {
  const isUnhurried = words.some(
    (word) =>
      /^--(step|break|break-on-error|auto|predict|present|inspect|share)(=|$)/.test(word) ||
      ['--help', '--simulate', '--dry-run'].includes(word),
  );
  const isElsewhere = isUnhurried || process.platform !== 'linux';
  const spare = isElsewhere ? undefined : (await import('./early-launcher.ts')).startLauncher(words, io);
  const { run } = await import('./commands/run.ts');
  return (rest, io) => run(rest, io, spare);
}

/** Commands of docker for containers that learn-run does not have, and what does as much: nobody means images of these names. */
const REFUSED: Readonly<Record<string, string>> = {
  commit: 'What a container has written is in the directory that learn-run inspect shows beside its log.',
  cp: 'learn-run exec CONTAINER cat FILE shows a file of a container that runs.',
  create: 'learn-run --step stops between the making of a container and its start.',
  update: 'Limits are set when a container is made.',
};

/** What stands for a command, where it is the only word, or the first. */
const ALIASES: Readonly<Record<string, string>> = { '--help': 'help', '--version': 'version' };

/**
 * The whole program: does what the words say, and resolves with the exit code. Never rejects, and never ends the
 * process: whoever calls it does.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const isDebug = argv[0] === '--debug' || io.env.LEARN_RUN_DEBUG === '1';
  const words = argv[0] === '--debug' ? argv.slice(1) : argv;
  leaveErrorsToSinks(io.stdout);
  leaveErrorsToSinks(io.stderr);
  const { name, rest } = commandOf(words);
  try {
    if (Object.hasOwn(REFUSED, words[0] ?? '')) throw new CommandNotSupported(words[0]!, REFUSED[words[0]!]!);
    const command = await COMMANDS[name]!(rest, io);
    return await command(rest, io);
  } catch (error) {
    io.stderr.write(errorMessage(error, isDebug));
    return exitCodeOf(error, name);
  }
}

/** Where no command is named, the words are those of `run`; an image with a command's name needs the word `run`. */
function commandOf(words: readonly string[]): { name: string; rest: readonly string[] } {
  const [first, ...rest] = words;
  if (first === undefined || (first === '-h' && rest.length === 0)) return { name: 'help', rest: [] };
  const name = ALIASES[first] ?? first;
  return Object.hasOwn(COMMANDS, name) ? { name, rest } : { name: 'run', rest: words };
}
