import { grantedCapabilities } from './bundle/capabilities.ts';
import { InvalidWorkingDirectory } from './bundle/errors.ts';
import { readHostFacts } from './bundle/host-facts.ts';
import { processUser } from './bundle/process-user.ts';
import type { Capabilities, Process, Spec, User } from './bundle/runtime-spec.ts';
import { type ResolvedUser, resolveUser } from './bundle/user.ts';
import { joinBeside } from './cgroup/join-beside.ts';
import { joinDelegated } from './cgroup/join-delegated.ts';
import type { Engine } from './engine.ts';
import { cgroupOf } from './finish-container.ts';
import { readSpec } from './read-spec.ts';
import type { ExecRequest } from './runtime/exec.ts';
import { seccompFilter } from './seccomp/filter.ts';
import type { ContainerState } from './store/container-state.ts';
import { codeOf } from './syscall/error-code.ts';

/** What is to be run in a container that runs already. */
export interface ExecOptions {
  readonly args: readonly string[];
  /** `KEY=value` sets; `KEY` takes away. */
  readonly env: readonly string[];
  /** As `--user` has it; undefined or empty for the user of the container. */
  readonly user: string | undefined;
  /** An absolute path; undefined or empty for that of the container. */
  readonly workingDirectory: string | undefined;
  readonly privileged: boolean;
  readonly tty: boolean;
  readonly consoleSize?: { readonly height: number; readonly width: number } | undefined;
}

/** Enough for every passwd and group file that a person would write. */
const MAX_USER_FILE = 1024 * 1024;

/**
 * The process that is to join the container, with the container's own settings where the options say nothing else.
 *
 * @throws UserNotFound, GroupNotFound, InvalidWorkingDirectory
 */
export async function execRequest(
  engine: Engine,
  state: ContainerState,
  options: ExecOptions,
): Promise<Omit<ExecRequest, 'stdio' | 'console'>> {
  const spec = readSpec(state.bundle);
  const process = await processOf(engine, state, spec, options);
  const seccomp = options.privileged ? undefined : spec.linux.seccomp;
  return {
    directory: engine.programs,
    target: state.init!,
    linux: spec.linux,
    process,
    seccomp: seccomp && (await seccompFilter(seccomp, globalThis.process.arch)),
    cgroup: cgroupOf(engine, state.id),
    joinCgroup: (pid) => joinCgroup(engine, state, pid),
  };
}

async function processOf(
  engine: Engine,
  state: ContainerState,
  { process: own }: Spec,
  options: ExecOptions,
): Promise<Process> {
  const { consoleSize: _, ...rest } = own;
  const user = options.user ? await userOf(engine, state, options.user) : undefined;
  const asUser: User = user ? processUser(user, NOBODYS, engine.idMappings).value : own.user;
  return {
    ...rest,
    terminal: options.tty,
    ...(options.tty && options.consoleSize && { consoleSize: options.consoleSize }),
    user: asUser,
    args: options.args,
    env: environment(own.env, state, options, user),
    cwd: workingDirectory(options, own),
    capabilities: capabilities(own.capabilities, asUser, options.privileged),
  };
}

/** A relative one would be looked up from where the joining process happens to stand. */
function workingDirectory({ workingDirectory: path }: ExecOptions, own: Process): string {
  if (!path) return own.cwd;
  if (!path.startsWith('/')) throw new InvalidWorkingDirectory(path);
  return path;
}

/** Where the user comes from is told to nobody. */
const NOBODYS = { from: 'option', detail: '--user' } as const;

/**
 * By the files that the container has now, through its first process: whoever was added since it was made is known,
 * wherever its files are, in layers, in a directory of the host's or in memory.
 */
async function userOf({ store }: Engine, { init }: ContainerState, text: string): Promise<ResolvedUser> {
  const read = (path: string) => store.readInLayers([`/proc/${init!.pid}/root`], path, MAX_USER_FILE);
  const [passwd, group] = await Promise.all([read('/etc/passwd'), read('/etc/group')]);
  return resolveUser(text, { passwd, group });
}

/** TERM and HOME are those of the process, and not of the container: docker keeps neither of them. */
function environment(
  own: readonly string[],
  { manner }: ContainerState,
  { tty, env }: ExecOptions,
  user: ResolvedUser | undefined,
): string[] {
  const variables = new Map(own.map((text) => text.split(/=(.*)/s) as [string, string]));
  if (tty && !variables.has('TERM')) variables.set('TERM', 'xterm');
  if (!tty && manner?.hasTerminal && variables.get('TERM') === 'xterm') variables.delete('TERM');
  if (user) variables.set('HOME', user.home);
  for (const [name = '', value] of env.map((text) => text.split(/=(.*)/s))) {
    if (value === undefined) variables.delete(name);
    else variables.set(name, value);
  }
  return [...variables].map((pair) => pair.join('='));
}

/** As the container's own program would have them as this user; all of them where it is privileged. */
function capabilities({ bounding }: Capabilities, { uid }: User, isPrivileged: boolean): Capabilities {
  const { availableCapabilities: available } = readHostFacts();
  const granted = isPrivileged ? grantedCapabilities({ capAdd: ['ALL'], capDrop: [], available }) : bounding;
  return uid === 0 ? { bounding: granted, effective: granted, permitted: granted } : { bounding: granted };
}

/**
 * Puts the process into the container's cgroup, or to where the container's own program is. An ordinary user may not move
 * a process that has become more than he is; it stays in his cgroup then.
 */
async function joinCgroup(engine: Engine, { id, init }: ContainerState, pid: number): Promise<void> {
  try {
    await joinDelegated(async () => cgroupOf(engine, id)?.join(pid));
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EPERM' || (code === 'EBUSY' && (await joinBeside(init!.pid, pid)))) return;
    throw error;
  }
}
