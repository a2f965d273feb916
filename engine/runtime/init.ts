import { closeSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Spec } from '../bundle/runtime-spec.ts';
import { PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, SIGKILL } from '../syscall/constants.ts';
import { linuxSyscalls } from '../syscall/linux.ts';
import type { Syscalls } from '../syscall/syscalls.ts';
import { type TracedCall, traceSyscalls } from '../syscall/trace.ts';
import { InvalidSpec, toWire } from './errors.ts';
import { Channel } from './init/channel.ts';
import { explainExecFailure } from './init/exec-failure.ts';
import { findExecutable } from './init/executable.ts';
import { maskPaths, protectPaths } from './init/guarded-paths.ts';
import { becomeUser } from './init/identity.ts';
import { writeProcFile } from './init/in-root.ts';
import { setLimits } from './init/limits.ts';
import { enterNamespaces } from './init/namespaces.ts';
import { ownBinary, refuseOwnBinary } from './init/own-binary.ts';
import { enterRootFileSystem } from './init/root-file-system.ts';
import { installFilter } from './init/seccomp-filter.ts';
import { openStreams, ownStreams, placeStreams, type StandardStreams, type Streams } from './init/streams.ts';
import { type TerminalEnds, terminalStreams } from './init/terminal.ts';
import type { ToInit } from './messages.ts';

/**
 * The container's first process, until it becomes the program: pid 1 in its pid namespace.
 *
 * Everything is synchronous, and everything is imported before the root changes: threads of Node's pool stay in the
 * old mount namespace, and after pivot_root there is no file of ours left to load.
 */
const kernel = linuxSyscalls();
const channel = new Channel(3, (status) => kernel.exit(status));
const calls: TracedCall[] = [];

try {
  main(channel.receiveReady(hostPid()));
} catch (error) {
  channel.send({ kind: 'failed', error: toWire(error), calls });
  // At once: under a seccomp filter, Node's event loop aborts when it is not let use the io_uring that it holds.
  kernel.exit(125);
}

function main(create: Extract<ToInit, { kind: 'create' }>): void {
  const syscalls = create.isTraced ? traced(kernel, create.isStepping) : kernel;
  const { isInteractive, consoleSocket } = create;
  const streams = openStreams(syscalls, channel, { isInteractive, hasTerminal: consoleSocket !== undefined });
  const prepared = prepare(syscalls, create, streams);
  channel.send({ kind: 'created', calls: calls.splice(0) });
  channel.expect('start');
  become(syscalls, prepared, create, streams.verdict);
}

/** What the program is, and what it will have as its standard streams. */
interface Prepared {
  readonly executable: string;
  readonly standard: StandardStreams;
}

/** Everything between an ordinary process and a container: each line may rely on the lines above it, and says why where it does. */
function prepare(syscalls: Syscalls, create: Extract<ToInit, { kind: 'create' }>, streams: Streams): Prepared {
  const { spec, isInteractive } = create;
  const { process, linux } = spec;
  // Before the cgroup namespace, which shows its maker's cgroup as the root.
  for (const cgroup of create.cgroups) writeProcFile(join(cgroup, 'cgroup.procs'), MYSELF);
  enterNamespaces(syscalls, linux?.namespaces ?? []);
  // Both asked while /proc is still the host's: the container may have none.
  const own = ownBinary();
  const canSetGroups = !readFileSync('/proc/self/setgroups', 'utf8').startsWith('deny');
  const terminal = enterRootFileSystem(syscalls, create);
  if (spec.hostname) syscalls.sethostname(spec.hostname);
  if (spec.domainname) syscalls.setdomainname(spec.domainname);
  // Before /proc/sys becomes read-only.
  for (const [name, value] of Object.entries(linux?.sysctl ?? {})) writeSysctl(name, value);
  protectPaths(syscalls, linux?.readonlyPaths ?? []);
  maskPaths(syscalls, linux?.maskedPaths ?? []);
  syscalls.setsid();
  setLimits(syscalls, process.rlimits ?? []);
  if (process.oomScoreAdj !== undefined) writeProcFile('/proc/self/oom_score_adj', String(process.oomScoreAdj));
  const standard = terminal
    ? takeTerminal(syscalls, terminal, create)
    : ownStreams(streams.pipes!, isInteractive, process.user);
  if (process.noNewPrivileges) syscalls.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  // Without no_new_privs it takes CAP_SYS_ADMIN, which goes away below. With it the filter comes last, right before execve.
  else installFilter(syscalls, create.seccomp);
  syscalls.umask(process.user.umask ?? 0o022);
  changeDirectory(syscalls, process.cwd);
  becomeUser(syscalls, process, canSetGroups);
  refuseUnreachable(syscalls, process.cwd);
  const executable = findExecutable(process.args[0]!, process.env ?? []);
  refuseOwnBinary(executable, own);
  return { executable, standard };
}

/** The slave becomes the terminal of init's session, which will be the program's; the master goes to the caller. */
function takeTerminal(
  syscalls: Syscalls,
  terminal: TerminalEnds,
  { spec, consoleSocket }: Extract<ToInit, { kind: 'create' }>,
): StandardStreams {
  const { user, consoleSize } = spec.process;
  if (consoleSize) syscalls.setWindowSize(terminal.slave, { rows: consoleSize.height, columns: consoleSize.width });
  syscalls.setControllingTerminal(terminal.slave);
  syscalls.sendDescriptor(consoleSocket!, terminal.master, '/dev/ptmx');
  closeSync(terminal.master);
  return terminalStreams(terminal, user.uid);
}

/** The last words: nothing of Node may reach the program, neither descriptors nor signals nor its parent-death setting. */
function become(
  syscalls: Syscalls,
  { executable, standard }: Prepared,
  { spec, seccomp }: Extract<ToInit, { kind: 'create' }>,
  verdict: number,
): void {
  // Cleared by the kernel when the user changed, prctl(2).
  syscalls.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  syscalls.closeRangeOnExec(3);
  channel.send({ kind: 'starting', calls: calls.splice(0) });
  placeStreams(syscalls, standard);
  syscalls.resetSignals();
  try {
    if (spec.process.noNewPrivileges) installFilter(syscalls, seccomp);
    execute(syscalls, executable, spec);
  } catch (error) {
    writeSync(verdict, JSON.stringify(toWire(error)));
    kernel.exit(125);
  }
}

function execute(syscalls: Syscalls, executable: string, { process }: Spec): never {
  try {
    syscalls.execve(executable, process.args, process.env ?? []);
  } catch (error) {
    throw explainExecFailure(executable, error as NodeJS.ErrnoException);
  }
}

function traced(syscalls: Syscalls, isStepping: boolean): Syscalls {
  return traceSyscalls(syscalls, {
    before: (name, args) => isStepping && waitForTurn(`${name}(${args.join(', ')})`),
    after: (call) => calls.push(call),
  });
}

function waitForTurn(call: string): void {
  channel.send({ kind: 'turn', call });
  channel.expect('go');
}

/** Sysctls that belong to a namespace of the container. @see runtime-spec config-linux.md#sysctl */
function writeSysctl(name: string, value: string): void {
  if (!/^[a-z0-9_.\-/]+$/i.test(name) || name.includes('..'))
    throw new InvalidSpec(`invalid sysctl name ${JSON.stringify(name)}`);
  writeProcFile(`/proc/sys/${name.replaceAll('.', '/')}`, value);
}

function changeDirectory(syscalls: Syscalls, cwd: string): void {
  try {
    syscalls.chdir(cwd);
  } catch (error) {
    throw new InvalidSpec(`cannot make ${cwd} the working directory: ${(error as Error).message}`);
  }
}

/** A working directory outside the root would be a way out of the container (CVE-2024-21626). */
function refuseUnreachable(syscalls: Syscalls, cwd: string): void {
  const actual = syscalls.getcwd();
  if (actual.startsWith('/')) return;
  throw new InvalidSpec(
    `the working directory ${cwd} leads out of the container: possible container breakout detected`,
  );
}

/** 0 is whoever writes. */
const MYSELF = '0';

/** The host's /proc is still mounted here, and it numbers processes as the host does. */
function hostPid(): number {
  return Number(readlinkSync('/proc/self'));
}
