import type { Context } from './context.ts';
import type { Flag, Words } from './flags.ts';

/** What a command does: it resolves with an exit code. */
export type Run = (words: Words, context: Context) => Promise<number>;

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** As the help shows them. */
  readonly operands: string;
  /** How many there have to be, and may be. */
  readonly arity: readonly [least: number, most: number];
  readonly flags: readonly Flag[];
  readonly description?: readonly string[];
  /** True where everything behind the first argument belongs to somebody else. */
  readonly stopsAtArgument?: boolean;
  /** What the command's own failure ends with, where that is not 1. */
  readonly failure?: number;
  /** The code is loaded when the command is called: nobody waits for that of another. */
  readonly load: () => Promise<Run>;
}

const ANY = Number.POSITIVE_INFINITY;
const BUNDLE: Flag = {
  name: 'bundle',
  short: 'b',
  value: 'DIR',
  usage: 'the directory with config.json; by default this one',
};
const CONFIG: Flag = {
  name: 'config',
  short: 'f',
  value: 'FILE',
  usage: "a configuration in place of the bundle's config.json, as crun has it",
};
const CONSOLE: Flag = { name: 'console-socket', value: 'PATH', usage: 'a unix socket that takes over the terminal' };
const PIDFD: Flag = {
  name: 'pidfd-socket',
  value: 'PATH',
  usage: 'a unix socket that takes over a pidfd of the process',
};
const PID_FILE: Flag = { name: 'pid-file', value: 'FILE', usage: 'write the process id to this file' };
const PRESERVE: Flag = {
  name: 'preserve-fds',
  value: 'N',
  usage: 'hand N more descriptors to the program, behind stderr',
};
const NO_PIVOT: Flag = { name: 'no-pivot', usage: 'do not use pivot_root: for hosts that run from a ramfs; less safe' };
const NO_KEYRING: Flag = { name: 'no-new-keyring', usage: "keep the caller's session keyring" };
const NO_SUBREAPER: Flag = {
  name: 'no-subreaper',
  usage: 'accepted, and nothing to be done: the caller adopts no orphans anyway',
};
const DETACH: Flag = { name: 'detach', short: 'd', usage: 'go on without the process' };

const MAKING: readonly Flag[] = [BUNDLE, CONFIG, CONSOLE, PIDFD, PID_FILE, NO_PIVOT, NO_KEYRING, PRESERVE];

/** Options in front of the command. */
export const GLOBAL_FLAGS: readonly Flag[] = [
  { name: 'root', value: 'DIR', usage: 'where containers are kept track of; best on a tmpfs' },
  { name: 'log', value: 'FILE', usage: 'where to log to; by default stderr' },
  { name: 'log-format', value: 'FORMAT', usage: 'text, by default, or json' },
  { name: 'debug', usage: 'log what is done on the way' },
  { name: 'systemd-cgroup', usage: 'let systemd make cgroups; cgroupsPath is slice:prefix:name then' },
  { name: 'rootless', value: 'WHEN', usage: 'whether to do without what only root may: true, false or auto' },
  { name: 'criu', value: 'PATH', usage: 'accepted for the sake of older callers' },
  { name: 'cgroup-manager', value: 'MANAGER', usage: 'cgroupfs, systemd or disabled, as crun has it' },
];

/** A flag without a short form; it takes no value where `value` is undefined. */
const longFlag = (name: string, value: string | undefined, usage: string): Flag => ({
  name,
  usage,
  ...(value !== undefined && { value }),
});

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'checkpoint',
    summary: 'not supported',
    operands: '<container-id>',
    arity: [0, ANY],
    flags: [],
    load: async () => (await import('./commands/checkpoint.ts')).checkpoint,
  },
  {
    name: 'create',
    summary: 'create a container, up to the point where its program would begin',
    operands: '<container-id>',
    arity: [1, 1],
    flags: MAKING,
    load: async () => (await import('./commands/create.ts')).create,
  },
  {
    name: 'delete',
    summary: 'remove what there is of a container that has stopped',
    operands: '<container-id>',
    arity: [1, 1],
    flags: [
      { name: 'force', short: 'f', usage: 'kill it first where it runs, and do not mind if there is none' },
      { name: 'regex', short: 'r', usage: 'the id is a regular expression: all that match, as crun has it' },
    ],
    load: async () => (await import('./commands/delete.ts')).deleteCommand,
  },
  {
    name: 'events',
    summary: 'tell what a container uses, as lines of JSON',
    operands: '<container-id>',
    arity: [1, 1],
    flags: [longFlag('interval', 'DURATION', 'how often; by default 5s'), longFlag('stats', undefined, 'tell it once')],
    load: async () => (await import('./commands/events.ts')).events,
  },
  {
    name: 'exec',
    summary: 'run a further program in a container',
    operands: '<container-id> <command> [args...] | --process FILE <container-id>',
    arity: [1, ANY],
    stopsAtArgument: true,
    failure: 255,
    flags: [
      CONSOLE,
      PIDFD,
      longFlag('cwd', 'DIR', 'working directory'),
      { name: 'env', short: 'e', value: 'NAME=VALUE', isRepeated: true, usage: 'a variable' },
      { name: 'tty', short: 't', usage: 'give it a terminal' },
      { name: 'user', short: 'u', value: 'UID[:GID]', usage: 'numeric user, and group' },
      { name: 'additional-gids', short: 'g', value: 'GID', isRepeated: true, usage: 'a further group' },
      { name: 'process', short: 'p', value: 'FILE', usage: 'a file with the process of a config.json' },
      DETACH,
      PID_FILE,
      longFlag('process-label', 'LABEL', 'its SELinux label'),
      longFlag('apparmor', 'PROFILE', 'its AppArmor profile'),
      longFlag('no-new-privs', undefined, 'let it gain no privileges'),
      { name: 'cap', short: 'c', value: 'CAP', isRepeated: true, usage: 'a further capability' },
      PRESERVE,
      {
        name: 'cgroup',
        value: 'PATH',
        isRepeated: true,
        usage: "a cgroup below the container's: [controller[,controller]:]path",
      },
      longFlag('ignore-paused', undefined, 'wait where the container is paused, until it is not'),
    ],
    load: async () => (await import('./commands/exec.ts')).exec,
  },
  {
    name: 'features',
    summary: 'tell what this runtime can do, as JSON',
    operands: '',
    arity: [0, 0],
    flags: [],
    load: async () => (await import('./commands/features.ts')).features,
  },
  {
    name: 'kill',
    summary: "send a signal to a container's first process; by default SIGTERM",
    operands: '<container-id> [signal]',
    arity: [1, 2],
    flags: [{ name: 'all', short: 'a', usage: 'to every process in it' }],
    load: async () => (await import('./commands/kill.ts')).kill,
  },
  {
    name: 'list',
    summary: 'list the containers',
    operands: '',
    arity: [0, 0],
    flags: [
      { name: 'format', short: 'f', value: 'FORMAT', usage: 'table, by default, or json' },
      { name: 'quiet', short: 'q', usage: 'ids only' },
    ],
    load: async () => (await import('./commands/list.ts')).list,
  },
  {
    name: 'pause',
    summary: 'stop every process of a container where it stands',
    operands: '<container-id>',
    arity: [1, 1],
    flags: [],
    load: async () => (await import('./commands/pause.ts')).pause,
  },
  {
    name: 'ps',
    summary: 'list the processes of a container',
    operands: '<container-id> [ps options]',
    arity: [1, ANY],
    stopsAtArgument: true,
    flags: [{ name: 'format', short: 'f', value: 'FORMAT', usage: 'table, by default, or json' }],
    load: async () => (await import('./commands/ps.ts')).ps,
  },
  {
    name: 'restore',
    summary: 'not supported',
    operands: '<container-id>',
    arity: [0, ANY],
    flags: [],
    load: async () => (await import('./commands/checkpoint.ts')).checkpoint,
  },
  {
    name: 'resume',
    summary: 'let the processes of a paused container go on',
    operands: '<container-id>',
    arity: [1, 1],
    flags: [],
    load: async () => (await import('./commands/pause.ts')).resume,
  },
  {
    name: 'run',
    summary: 'create a container, and start it',
    operands: '<container-id>',
    arity: [1, 1],
    flags: [...MAKING, DETACH, NO_SUBREAPER, { name: 'keep', usage: 'do not delete it when it has stopped' }],
    load: async () => (await import('./commands/run.ts')).run,
  },
  {
    name: 'spec',
    summary: 'write a config.json to begin with',
    operands: '',
    arity: [0, 0],
    flags: [BUNDLE, { name: 'rootless', usage: 'one for an ordinary user' }],
    load: async () => (await import('./commands/spec.ts')).spec,
  },
  {
    name: 'start',
    summary: 'let the program of a created container begin',
    operands: '<container-id>',
    arity: [1, 1],
    flags: [],
    load: async () => (await import('./commands/start.ts')).start,
  },
  {
    name: 'state',
    summary: 'tell the state of a container, as JSON',
    operands: '<container-id>',
    arity: [1, 1],
    flags: [],
    load: async () => (await import('./commands/state.ts')).state,
  },
  {
    name: 'update',
    summary: 'change the limits of a container',
    operands: '<container-id>',
    arity: [1, 1],
    flags: [
      {
        name: 'resources',
        short: 'r',
        value: 'FILE',
        usage: 'a file with the resources of a config.json, - for stdin',
      },
      longFlag('blkio-weight', 'N', 'weight of block I/O, 10 to 1000'),
      longFlag('cpu-period', 'N', 'period of the CPU quota, in microseconds'),
      longFlag('cpu-quota', 'N', 'microseconds of CPU in each period'),
      longFlag('cpu-burst', 'N', 'microseconds of CPU that may be saved up'),
      { name: 'cpu-share', value: 'N', aliases: ['cpu-shares'], usage: 'weight of CPU, 2 to 262144' },
      longFlag('cpu-rt-period', 'N', 'period of real-time processes, in microseconds'),
      longFlag('cpu-rt-runtime', 'N', 'microseconds of real-time processes in each period'),
      longFlag('cpu-idle', 'N', '1 for CPU that nobody else wants'),
      longFlag('cpuset-cpus', 'LIST', 'processors: 0-2,7'),
      longFlag('cpuset-mems', 'LIST', 'memory nodes: 0-2,7'),
      longFlag('kernel-memory', 'BYTES', 'accepted, and ignored as kernels do'),
      longFlag('kernel-memory-tcp', 'BYTES', 'memory of TCP buffers'),
      longFlag('memory', 'BYTES', 'memory; -1 for no limit'),
      longFlag('memory-reservation', 'BYTES', 'memory that it keeps when others want it'),
      longFlag('memory-swap', 'BYTES', 'memory and swap together; -1 for no limit'),
      longFlag('pids-limit', 'N', 'processes; -1 for no limit'),
      longFlag('l3-cache-schema', 'SCHEMA', 'of Intel RDT: L3:0=f'),
      longFlag('mem-bw-schema', 'SCHEMA', 'of Intel RDT: MB:0=20'),
    ],
    load: async () => (await import('./commands/update.ts')).update,
  },
];
