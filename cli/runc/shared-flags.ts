import type { Flag } from './flags.ts';

// The options that several commands have, and those in front of every command.

export const BUNDLE: Flag = {
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
export const CONSOLE: Flag = {
  name: 'console-socket',
  value: 'PATH',
  usage: 'a unix socket that takes over the terminal',
};
export const PIDFD: Flag = {
  name: 'pidfd-socket',
  value: 'PATH',
  usage: 'a unix socket that takes over a pidfd of the process',
};
export const PID_FILE: Flag = { name: 'pid-file', value: 'FILE', usage: 'write the process id to this file' };
export const PRESERVE: Flag = {
  name: 'preserve-fds',
  value: 'N',
  usage: 'hand N more descriptors to the program, behind stderr',
};
const NO_PIVOT: Flag = { name: 'no-pivot', usage: 'do not use pivot_root: for hosts that run from a ramfs; less safe' };
const NO_KEYRING: Flag = { name: 'no-new-keyring', usage: "keep the caller's session keyring" };
export const NO_SUBREAPER: Flag = {
  name: 'no-subreaper',
  usage: 'accepted, and nothing to be done: the caller adopts no orphans anyway',
};
export const DETACH: Flag = { name: 'detach', short: 'd', usage: 'go on without the process' };

/** What decides how a container is made. */
export const MAKING: readonly Flag[] = [BUNDLE, CONFIG, CONSOLE, PIDFD, PID_FILE, NO_PIVOT, NO_KEYRING, PRESERVE];

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
export const longFlag = (name: string, value: string | undefined, usage: string): Flag => ({
  name,
  usage,
  ...(value !== undefined && { value }),
});
