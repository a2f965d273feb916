import type { Spec } from '../bundle/runtime-spec.ts';
import { pidSharing } from '../bundle/shared-pids.ts';
import type { AppliedSetting } from '../cgroup/apply-limits.ts';
import type { Cgroup } from '../cgroup/cgroup.ts';
import { seccompFilter } from '../seccomp/filter.ts';
import { callLine, type TracedCall } from '../stub/traced-call.ts';
import { codeOf } from '../syscall/error-code.ts';
import { type CallerStreams, NO_STREAMS, openPipes, streamsOf } from './caller-streams.ts';
import type { Creation } from './creation.ts';
import { type DetachedStreams, holdStreams, makeDetachedStreams } from './detached-streams.ts';
import { closeCallers, makePipes } from './init/streams.ts';
import { type Prepared, prepare } from './init.ts';
import type { Init, Launcher } from './launcher.ts';
import { restrictDevices } from './restrict-devices.ts';

/** What a container is made from. */
export interface CreateOptions extends Omit<Creation, 'seccomp' | 'cgroups'> {
  /**
   * True where the program's stdin comes from the caller; else it is /dev/null, or a terminal on which nothing is
   * typed.
   */
  readonly isInteractive: boolean;
  /** True where it is to go on without this process: its launcher holds the other ends of its streams then. */
  readonly isDetached?: boolean;
  /** The container's own cgroup, not made yet; undefined where it stays in ours. */
  readonly cgroup?: Cgroup | undefined;
  /** Number of the signal that asks the program to stop; SIGTERM where none is named. */
  readonly stopSignal?: number | undefined;
  /** Seconds between asking it to stop and killing it, 10 where nothing is said; negative: for ever. */
  readonly stopTimeout?: number | undefined;
  /** True where the kernel calls of init are to be kept in `calls`. */
  readonly isTraced?: boolean;
  /** Awaited before each kernel call of init, with the result of the one before; without it init never waits. */
  readonly onTurn?: ((call: string, previous: TracedCall | undefined) => Promise<void>) | undefined;
}

/** What a container is held by. */
export interface Parts {
  readonly launcher: Launcher;
  readonly init: Init;
  readonly creation: Creation;
  readonly prepared: Prepared;
  readonly streams: CallerStreams;
  /** Where its streams are held in the launcher; undefined where they are held here. */
  readonly held: DetachedStreams | undefined;
  readonly calls: TracedCall[];
  readonly limits: readonly AppliedSetting[];
}

/** Makes everything of a container, up to the last call of init. Where it fails, what was made is the caller's to remove. */
export async function createParts(launcher: Launcher, options: CreateOptions): Promise<Parts> {
  const { spec, cgroup, isInteractive, isDetached = false } = options;
  // Made before the fork, so that init inherits it from the launcher.
  const source = isDetached
    ? await makeDetachedStreams(launcher.stub, spec.process.terminal, isInteractive)
    : undefined;
  cgroup?.create(spec.linux?.resources ?? {});
  const init = await launcher.fork(pidSharing(spec), cgroup);
  const { pid } = init.stub;
  const hasJoined = cgroup && (init.isInside || (await moveInto(cgroup, pid)));
  const seccomp = spec.linux?.seccomp && (await seccompFilter(spec.linux.seccomp, process.arch));
  if (hasJoined && !hasUserNamespace(spec)) {
    await restrictDevices(cgroup!, spec.linux.resources?.devices ?? [], launcher.stub);
  }
  const limits = cgroup?.setLimits(spec.linux.resources ?? {}) ?? [];
  const calls: TracedCall[] = [];
  trace(init, options, calls);
  const creation = { ...options, seccomp, cgroups: hasJoined === false ? cgroup!.directories : [] };
  const made = { launcher, init, creation, calls, limits };
  if (source) {
    const prepared = await prepare(init.stub, creation, source);
    return { ...made, prepared, streams: NO_STREAMS, held: await holdStreams(launcher.stub, source) };
  }
  if (!spec.process.terminal) {
    const pipes = await makePipes(init.stub, isInteractive);
    const streams = openPipes(pid, pipes);
    await closeCallers(init.stub, pipes);
    return { ...made, prepared: await prepare(init.stub, creation, { pipes }), streams, held: undefined };
  }
  const prepared = await prepare(init.stub, creation, { consoleSocket: launcher.consoleSocket! });
  return { ...made, prepared, streams: streamsOf(launcher.receiveTerminal(), isInteractive), held: undefined };
}

/**
 * True where no rules about devices are needed: root of a user namespace cannot make device nodes, and could not set
 * such rules.
 */
const hasUserNamespace = ({ linux }: Spec) => linux.namespaces.some(({ type }) => type === 'user');

/** Has each kernel call of init noted, and somebody asked before it, where that is wanted. */
export function trace(
  { stub }: Init,
  { isTraced, onTurn }: Pick<CreateOptions, 'isTraced' | 'onTurn'>,
  calls: TracedCall[],
): void {
  if (!isTraced && !onTurn) return;
  stub.tracer = {
    before: (call) => onTurn?.(callLine(call), calls.at(-1)),
    after: (call) => calls.push(call),
  };
}

/**
 * Moves init into the container's cgroup; false where only init may move itself.
 *
 * Up to Linux 6.6 the cpuset controller wants who moves a process to have its capabilities: init's user namespace has
 * given it some that an ordinary user lacks.
 */
async function moveInto(cgroup: Cgroup, pid: number): Promise<boolean> {
  try {
    await cgroup.join(pid);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EPERM') throw error;
    return false;
  }
}
