import { join } from 'node:path';
import type { Process, Spec } from '../bundle/runtime-spec.ts';
import { type Call, type Caller, explained } from '../stub/call.ts';
import { sendDescriptor } from '../stub/calls/descriptor-passing.ts';
import { close } from '../stub/calls/descriptors.ts';
import { chdir, getcwd, umask } from '../stub/calls/files.ts';
import { setdomainname, sethostname } from '../stub/calls/mounts.ts';
import { execve, prctl, setsid } from '../stub/calls/processes.ts';
import { schedSetaffinityToAll } from '../stub/calls/scheduling.ts';
import { setControllingTerminal, setWindowSize } from '../stub/calls/terminals.ts';
import { closeOnExec } from '../stub/close-on-exec.ts';
import type { Stub } from '../stub/stub.ts';
import { PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, SIGKILL } from '../syscall/constants.ts';
import { codeOf } from '../syscall/error-code.ts';
import type { Creation } from './creation.ts';
import { InitFailed, InvalidSpec } from './errors.ts';
import { thisHost } from './host.ts';
import { explainExecFailure } from './init/exec-failure.ts';
import { findExecutable } from './init/executable.ts';
import { guardPaths } from './init/guarded-paths.ts';
import { becomeUser } from './init/identity.ts';
import { enterKeyring } from './init/keyring.ts';
import { settingLimits } from './init/limits.ts';
import { enterNamespaces } from './init/namespaces.ts';
import { setOomScore } from './init/oom-score.ts';
import { writeProcFile } from './init/proc-file.ts';
import { enterRootFileSystem } from './init/root-file-system.ts';
import { settingScheduling } from './init/scheduling.ts';
import { enteringFilter, enterListenedFilter, type InitFilter } from './init/seccomp-filter.ts';
import { labelProcess } from './init/security-labels.ts';
import { ownInherited, ownPipes, placingStreams, type StandardStreams, type StreamPipes } from './init/streams.ts';
import { writeSysctls } from './init/sysctls.ts';
import { ownTerminal, type TerminalEnds } from './init/terminal.ts';

/** A stub that is to become the program, or whatever stands for one where nothing is to be done. */
export type InitProcess = Caller & Pick<Stub, 'pid' | 'callSlowly'>;

/**
 * Where the program's streams come from: pipes that are there, a terminal that is made and handed over on a socket, or
 * whatever the launcher was started with.
 */
export type StreamSource =
  | { readonly pipes: StreamPipes }
  | { readonly consoleSocket: number }
  | { readonly inherited: true };

/** What init will become, and what that will have as its standard streams. */
export interface Prepared {
  readonly executable: string;
  /** Undefined where they are in place already. */
  readonly standard: StandardStreams | undefined;
}

/**
 * Turns an ordinary process into a container, up to the point right before execve: each line may rely on the lines
 * above it, and says why where it does.
 */
export async function prepare(init: InitProcess, creation: Creation, source: StreamSource): Promise<Prepared> {
  const { spec, seccomp, cgroups = [], oci, host = thisHost } = creation;
  const { process, linux } = spec;
  // What config.json names wrongly is refused before anything is mounted, and before hooks do anything to the host.
  const limits = settingLimits(process.rlimits, oci?.outside && init.pid);
  const scheduling = settingScheduling(process, linux);
  // Before the cgroup namespace is made, which takes the cgroup that its maker is in as its root.
  for (const cgroup of cgroups) await writeProcFile(init, join(cgroup, 'cgroup.procs'), MYSELF);
  // A caller of learn-runc may be bound to some processors; those of the container are decided by its cgroup, so the
  // binding is lifted. For learn-run it is kept: whoever runs it below taskset(1) means the container, as with podman.
  if (oci) await init.tryAll([schedSetaffinityToAll()]);
  if (oci?.keyring !== undefined) await enterKeyring(init, oci.keyring);
  await enterNamespaces(init, linux.namespaces, oci !== undefined);
  // So that files get just the modes that are asked for, whatever umask the caller has.
  const callersMask = await init.call(umask(0));
  const { terminal, nullDevice } = await enterRootFileSystem(init, creation, () =>
    lastLook(init, creation, callersMask),
  );
  await init.callAll([
    ...(spec.hostname ? [sethostname(spec.hostname)] : []),
    ...(spec.domainname ? [setdomainname(spec.domainname)] : []),
    setsid(),
  ]);
  if (nullDevice !== undefined) await guardPaths(init, linux, nullDevice);
  const standard = await standardStreams(init, process, source, terminal);
  await (oci?.outside?.stub ?? init).callAll(limits);
  await oci?.afterPivot();
  await becomeProcess(init, process, scheduling, { seccomp, host, keepsGroups: oci?.keepsGroups });
  const [program] = process.args;
  // A container that is never started needs no program.
  const executable = program === undefined ? '' : await findExecutable(init, program, process.env);
  return { executable, standard };
}

/**
 * What has to happen while the host's files can still be named: hooks, and writes to the host's /proc, which no image
 * can have put anything into.
 */
async function lastLook(init: InitProcess, { spec, oci }: Creation, callersMask: number): Promise<void> {
  await oci?.beforePivot(callersMask);
  await writeSysctls(init, spec.linux.sysctl ?? {});
  if (spec.process.oomScoreAdj !== undefined) await setOomScore(init, spec.process.oomScoreAdj, oci?.outside?.stub);
  await labelProcess(init, spec.process);
}

/** What a process is made with besides. */
export interface ProcessOptions extends Pick<Creation, 'host'> {
  readonly seccomp: InitFilter | undefined;
  /** Whether the supplementary groups stay what they are. */
  readonly keepsGroups?: boolean | undefined;
}

/**
 * What config.json says of the process itself: its session, its rights, its place.
 *
 * @param scheduling the calls of `settingScheduling`
 */
export async function becomeProcess(
  init: InitProcess,
  process: Process,
  scheduling: readonly Call[],
  { seccomp, host = thisHost, keepsGroups = false }: ProcessOptions,
): Promise<void> {
  const canSetGroups = !keepsGroups && !host.read(`/proc/${init.pid}/setgroups`).startsWith('deny');
  await init.callAll([
    ...(process.noNewPrivileges ? [prctl(PR_SET_NO_NEW_PRIVS, 1)] : []),
    ...scheduling,
    umask(process.user.umask),
  ]);
  const isThere = await enterDirectory(init, process.cwd);
  // Without no_new_privs a filter takes CAP_SYS_ADMIN, which is dropped below, so it is set here, behind as many of our
  // own calls as can be: it may refuse them. With no_new_privs it is set last, right before execve.
  if (!process.noNewPrivileges) {
    await init.callAll(enteringFilter(seccomp));
    await enterListenedFilter(init, seccomp);
  }
  await becomeUser(init, process, canSetGroups);
  if (!isThere) await init.callAll(enteringDirectory(process.cwd));
}

/** Makes it the working directory; false where only the container's user has the rights to enter it. */
async function enterDirectory(init: InitProcess, cwd: string): Promise<boolean> {
  try {
    await init.callAll(enteringDirectory(cwd));
    return true;
  } catch (error) {
    if (error instanceof InvalidSpec && ['EACCES', 'EPERM'].includes(codeOf(error.cause) ?? '')) return false;
    throw error;
  }
}

/** How init ends up as the program. */
export interface BecomeOptions {
  /** Kills the program with its parent. */
  readonly isBoundToParent: boolean;
  /** How many descriptors behind the first three are the program's. */
  readonly preservedFds?: number;
}

/**
 * Has init execute the program. Resolves when the kernel has replaced init by it; the stub is closed then. A filter
 * that leaves calls to somebody else has been entered before.
 *
 * @throws ExecutableNotFound, ExecutableNotRunnable where it refuses
 */
export async function become(
  init: InitProcess,
  { executable, standard }: Prepared,
  { spec: { process }, seccomp }: Pick<Creation, 'seccomp'> & { readonly spec: Pick<Spec, 'process'> },
  { isBoundToParent, preservedFds = 0 }: BecomeOptions = { isBoundToParent: true },
): Promise<void> {
  // The program must inherit no descriptor of ours, except for its streams, which are put in place next.
  await closeOnExec(init, { first: standard ? 0 : 3 + preservedFds });
  await init.callAll([
    // Set once more: the kernel has cleared it when the user changed, prctl(2).
    ...(isBoundToParent ? [prctl(PR_SET_PDEATHSIG, SIGKILL)] : []),
    ...(standard ? placingStreams(standard, preservedFds) : []),
  ]);
  const filter = process.noNewPrivileges ? enteringFilter(seccomp) : [];
  try {
    await init.callSlowly([...filter, execve(executable, process.args, process.env)]);
  } catch (error) {
    throw error instanceof InitFailed ? error : await explainExecFailure(init, executable, error as Error);
  }
}

/** With a terminal: its slave becomes the controlling terminal of init's session, which will be the program's. */
async function standardStreams(
  init: InitProcess,
  process: Process,
  source: StreamSource,
  terminal: TerminalEnds | undefined,
): Promise<StandardStreams | undefined> {
  if ('pipes' in source) {
    await ownPipes(init, source.pipes, process.user);
    return source.pipes.own;
  }
  if ('inherited' in source) {
    await ownInherited(init, process.user);
    return undefined;
  }
  await handOver(init, process, source.consoleSocket, terminal!);
  return undefined;
}

/**
 * Takes the terminal as its own, puts it in place, and hands the other end to whoever shows it. No other descriptor of
 * it stays open, since init may wait for long before it becomes the program.
 */
export async function handOver(
  init: InitProcess,
  { consoleSize, user }: Process,
  consoleSocket: number,
  terminal: TerminalEnds,
): Promise<void> {
  const { master, slave } = terminal;
  if (consoleSize) await init.call(setWindowSize(slave, { rows: consoleSize.height, columns: consoleSize.width }));
  await init.callAll([
    setControllingTerminal(slave),
    sendDescriptor(consoleSocket, master, '/dev/ptmx'),
    close(master),
    close(consoleSocket),
  ]);
  await ownTerminal(init, terminal, user.uid);
  await init.callAll([...placingStreams({ stdin: slave, stdout: slave, stderr: slave }), close(slave)]);
}

function enteringDirectory(cwd: string): Call[] {
  return [explained(chdir(cwd), (error) => cannotEnter(cwd, error)), refusingUnreachable(cwd)];
}

function cannotEnter(cwd: string, cause: Error): InvalidSpec {
  return new InvalidSpec(`cannot make ${cwd} the working directory: ${cause.message}`, { cause });
}

/** A working directory outside the root would be a way out of the container (CVE-2024-21626). */
function refusingUnreachable(cwd: string): Call<string> {
  const asking = getcwd();
  return {
    ...asking,
    read: (result, written) => {
      const actual = asking.read(result, written);
      if (actual.startsWith('/')) return actual;
      throw new InvalidSpec(
        `the working directory ${cwd} leads out of the container: possible container breakout detected`,
      );
    },
  };
}

/** In the place of a process id: the process that writes. */
const MYSELF = '0';
