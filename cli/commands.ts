import type { Io } from './io.ts';

/** A command: it gets the words behind its name, and resolves with an exit code. */
type CommandFunction = (words: readonly string[], io: Io) => Promise<number>;

type LoadCommand = (words: readonly string[], io: Io) => Promise<CommandFunction>;

/** Each command is loaded when it is called: nobody waits for the code of another. */
export const COMMANDS: Readonly<Record<string, LoadCommand>> = {
  run: loadRun,
  pull: async () => (await import('./commands/pull.ts')).pull,
  images: async () => (await import('./commands/images.ts')).images,
  image: async () => (await import('./commands/image.ts')).image,
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
  diff: async () => (await import('./commands/diff.ts')).diff,
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

/** Those that only learn-run itself calls, and those that have no help of their own. */
const UNTOLD = ['monitored', 'woken', 'help', 'version'];

/** Commands that tell what they are for. */
export const HELP_TOPICS: readonly string[] = Object.keys(COMMANDS).filter((name) => !UNTOLD.includes(name));
