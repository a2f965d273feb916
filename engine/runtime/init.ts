import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Process } from '../bundle/runtime-spec.ts';
import type { SeccompFilter } from '../seccomp/filter.ts';
import { type Call, explained } from '../stub/call.ts';
import { close, closeRangeOnExec } from '../stub/calls/descriptors.ts';
import { chdir, getcwd, umask } from '../stub/calls/files.ts';
import { setdomainname, sethostname } from '../stub/calls/mounts.ts';
import { execve, prctl, setsid } from '../stub/calls/processes.ts';
import { sendDescriptor } from '../stub/calls/sockets.ts';
import { setControllingTerminal, setWindowSize } from '../stub/calls/terminals.ts';
import type { Stub } from '../stub/stub.ts';
import { PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, SIGKILL } from '../syscall/constants.ts';
import type { Creation } from './creation.ts';
import { InitFailed, InvalidSpec } from './errors.ts';
import { explainExecFailure } from './init/exec-failure.ts';
import { findExecutable } from './init/executable.ts';
import { maskPaths, protectingPaths } from './init/guarded-paths.ts';
import { becomeUser } from './init/identity.ts';
import { settingLimits } from './init/limits.ts';
import { enterNamespaces } from './init/namespaces.ts';
import { writeProcFile } from './init/proc-file.ts';
import { enterRootFileSystem } from './init/root-file-system.ts';
import { filtering } from './init/seccomp-filter.ts';
import { ownPipes, placingStreams, type StandardStreams, type StreamPipes } from './init/streams.ts';
import { type TerminalEnds, terminalStreams } from './init/terminal.ts';

/** Where the program's streams come from: pipes that are there, or a terminal that is made and handed over on a socket. */
export type StreamSource = { readonly pipes: StreamPipes } | { readonly consoleSocket: number };

/** What init will become, and what that will have as its standard streams. */
export interface Prepared {
  readonly executable: string;
  readonly standard: StandardStreams;
}

/**
 * Turns an ordinary process into a container, up to the point right before execve: each line may rely on the lines
 * above it, and says why where it does.
 */
export async function prepare(init: Stub, creation: Creation, source: StreamSource): Promise<Prepared> {
  const { spec, seccomp, cgroups = [] } = creation;
  const { process, linux } = spec;
  // Before the cgroup namespace, which shows its maker's cgroup as the root.
  for (const cgroup of cgroups) await writeProcFile(init, join(cgroup, 'cgroup.procs'), MYSELF);
  await enterNamespaces(init, linux?.namespaces ?? []);
  const terminal = await enterRootFileSystem(init, creation);
  // Before /proc/sys becomes read-only.
  for (const [name, value] of Object.entries(linux?.sysctl ?? {})) await writeSysctl(init, name, value);
  await init.callAll([
    ...(spec.hostname ? [sethostname(spec.hostname)] : []),
    ...(spec.domainname ? [setdomainname(spec.domainname)] : []),
    ...protectingPaths(linux?.readonlyPaths ?? []),
    ...settingLimits(process.rlimits ?? []),
    setsid(),
  ]);
  await maskPaths(init, linux?.maskedPaths ?? []);
  if (process.oomScoreAdj !== undefined)
    await writeProcFile(init, '/proc/self/oom_score_adj', String(process.oomScoreAdj));
  const standard = await standardStreams(init, process, source, terminal);
  await becomeProcess(init, process, seccomp);
  const executable = await findExecutable(init, process.args[0]!, process.env ?? []);
  return { executable, standard };
}

/** What config.json says of the process itself: its session, its rights, its place. */
async function becomeProcess(init: Stub, process: Process, seccomp: SeccompFilter | undefined): Promise<void> {
  const canSetGroups = !readFileSync(`/proc/${init.pid}/setgroups`, 'utf8').startsWith('deny');
  await init.callAll([
    ...(process.noNewPrivileges ? [prctl(PR_SET_NO_NEW_PRIVS, 1)] : []),
    // Without no_new_privs it takes CAP_SYS_ADMIN, which goes away below. With it the filter comes last, right before execve.
    ...(process.noNewPrivileges ? [] : filtering(seccomp)),
    umask(process.user.umask ?? 0o022),
    changingDirectory(process.cwd),
  ]);
  await becomeUser(init, process, canSetGroups);
  await init.call(refusingUnreachable(process.cwd));
}

/**
 * The last words. Resolves when the kernel has replaced init by the program; the stub is closed then.
 *
 * @throws ExecutableNotFound, ExecutableNotRunnable where it refuses
 */
export async function become(init: Stub, { executable, standard }: Prepared, creation: Creation): Promise<void> {
  const { process } = creation.spec;
  await init.callAll([
    // Cleared by the kernel when the user changed, prctl(2).
    prctl(PR_SET_PDEATHSIG, SIGKILL),
    // Nothing of ours may reach the program, but for what is put in place next.
    closeRangeOnExec(0),
    ...placingStreams(standard),
  ]);
  const filter = process.noNewPrivileges ? filtering(creation.seccomp) : [];
  try {
    await init.callSlowly([...filter, execve(executable, process.args, process.env ?? [])]);
  } catch (error) {
    throw error instanceof InitFailed ? error : await explainExecFailure(init, executable, error as Error);
  }
}

/** With a terminal: its slave becomes the controlling terminal of init's session, which will be the program's. */
async function standardStreams(
  init: Stub,
  process: Process,
  source: StreamSource,
  terminal: TerminalEnds | undefined,
): Promise<StandardStreams> {
  if ('pipes' in source) {
    await ownPipes(init, source.pipes, process.user);
    return source.pipes.own;
  }
  const { master, slave } = terminal!;
  const { consoleSize } = process;
  if (consoleSize) await init.call(setWindowSize(slave, { rows: consoleSize.height, columns: consoleSize.width }));
  await init.callAll([
    setControllingTerminal(slave),
    sendDescriptor(source.consoleSocket, master, '/dev/ptmx'),
    close(master),
  ]);
  return terminalStreams(init, terminal!, process.user.uid);
}

/** Sysctls that belong to a namespace of the container. @see runtime-spec config-linux.md#sysctl */
async function writeSysctl(init: Stub, name: string, value: string): Promise<void> {
  if (!/^[a-z0-9_.\-/]+$/i.test(name) || name.includes('..'))
    throw new InvalidSpec(`invalid sysctl name ${JSON.stringify(name)}`);
  await writeProcFile(init, `/proc/sys/${name.replaceAll('.', '/')}`, value);
}

function changingDirectory(cwd: string): Call {
  return explained(
    chdir(cwd),
    (error) => new InvalidSpec(`cannot make ${cwd} the working directory: ${error.message}`, { cause: error }),
  );
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

/** 0 is whoever writes. */
const MYSELF = '0';
