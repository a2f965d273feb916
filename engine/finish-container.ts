import { join } from 'node:path';
import type { Cgroup } from './cgroup/cgroup.ts';
import { oomEvidence } from './cgroup/oom.ts';
import { openNetwork } from './container-network.ts';
import type { Engine } from './engine.ts';
import { killQuietly } from './kill-quietly.ts';
import { type EndingStatus, readStatus } from './monitor/status-file.ts';
import { nextRestart } from './next-restart.ts';
import { readSpec } from './read-spec.ts';
import { nameOfSignal } from './runtime/wait-status.ts';
import type { ContainerEnding, ContainerState } from './store/container-state.ts';
import { isRunning as isProcessRunning, isSameProcess, type ProcessIdentity } from './syscall/process-identity.ts';
import { removeVolumesOf } from './volumes.ts';
import { endWaker } from './waker.ts';

/** The parts of the engine that know of containers. */
export type Keeper = Pick<Engine, 'store' | 'placement' | 'idMappings'>;

/** What podman says of a container that has run out of time. */
const TIMED_OUT = 255;
const SIGKILL = 9;

/**
 * True where something is still to be done for the container. One that has ended and is about to be started again is done
 * with, unless whoever was to start it is gone.
 */
function isUnfinished({ status, waker }: ContainerState): boolean {
  if (status === 'restarting') return waker === undefined || !isProcessRunning(waker);
  return status !== 'stopped';
}

/** Whether whoever answers for it is gone before it was finished. */
export function isAbandoned(state: ContainerState): boolean {
  if (state.status === 'restarting') return isUnfinished(state);
  return state.status !== 'stopped' && !isProcessRunning(state.supervisor);
}

/**
 * Does for a container that has ended what its learn-run would have done: takes its processes, its cgroup and its network
 * away, says on its record how it ended, and that it is to be started again where its policy has it so, and removes it
 * where it was to be removed. Idempotent: whoever comes second finds it done.
 *
 * @param supervisor who comes for it: nothing is done where somebody else answers for the container by now; whoever asks
 * where nobody is named
 * @throws CgroupBusy where something of it does not end
 */
export async function finishContainer(keeper: Keeper, id: string, supervisor?: ProcessIdentity): Promise<void> {
  const { containers } = keeper.store;
  const lock = await containers.lock(id);
  try {
    const state = containers.get(id);
    if (state === undefined || !isUnfinished(state)) return;
    if (supervisor === undefined || isSameProcess(supervisor, state.supervisor)) await finish(keeper, state);
  } finally {
    lock.release();
  }
}

async function finish(keeper: Keeper, state: ContainerState): Promise<void> {
  const { store } = keeper;
  const { id } = state;
  if (state.status === 'restarting') return store.containers.record({ ...state, status: 'stopped' });
  // Records of before there were manners are of containers that were removed.
  const isKept = state.manner?.isRemovedAtEnd === false;
  const cgroup = cgroupOf(keeper, id);
  // One that another runtime has made does not die with its launcher, and may have no cgroup.
  if (state.init && isProcessRunning(state.init)) killQuietly(state.init.pid);
  const isOomKilled = isKept && cgroup !== undefined && oomEvidence(cgroup.stats()) !== undefined;
  await cgroup?.kill();
  await cgroup?.remove();
  await releaseNetwork(keeper, state);
  if (!isKept) {
    await removeVolumesOf(store, id);
    await store.containers.remove(id);
    return;
  }
  const ended = readStatus(store.containers.directoryOf(id));
  const ending = { ...endingOf(state, ended), isOomKilled };
  const time = ended?.time ?? Date.now();
  const restarts = nextRestart(state, { exitCode: ending.exitCode, time });
  const after = restarts ? ({ status: 'restarting', restarts } as const) : ({ status: 'stopped' } as const);
  store.containers.record({ ...state, ...after, ending, finishedAt: new Date(time).toISOString() });
  if (!restarts) endWaker(state.waker);
}

/** How it ended. Whoever could not tell any more was killed, and init with it. */
export function endingOf(state: ContainerState, ended: EndingStatus | undefined): Omit<ContainerEnding, 'isOomKilled'> {
  const signal = ended?.signal ?? (ended?.code === undefined ? SIGKILL : undefined);
  if (signal === undefined) return { exitCode: ended!.code! };
  if (signal === SIGKILL && ended && hasTimedOut(state, ended.time)) return { exitCode: TIMED_OUT };
  return { exitCode: 128 + signal, signal: nameOfSignal(signal) };
}

function hasTimedOut({ manner, startedAt }: ContainerState, time: number): boolean {
  const { timeLimit } = manner ?? {};
  return timeLimit !== undefined && startedAt !== undefined && time - Date.parse(startedAt) >= timeLimit * 1000 - 50;
}

async function releaseNetwork(keeper: Keeper, { id, network }: ContainerState): Promise<void> {
  if (network?.helper && isProcessRunning(network.helper)) process.kill(network.helper.pid, 'SIGKILL');
  if (network?.mode !== 'bridge' || network.helper) return;
  const bridge = await openNetwork(keeper);
  if ('release' in bridge) await bridge.release(id);
}

/** The cgroup that config.json names, or would have named; undefined where there can be none. */
export function cgroupOf({ store, placement }: Pick<Keeper, 'store' | 'placement'>, id: string): Cgroup | undefined {
  const path = cgroupsPathOf(store, id) ?? (placement.parent && join(placement.parent, id));
  // One of another name was not made by us, whatever the file says.
  return path?.endsWith(`/learn-run/${id}`) ? placement.open?.(path) : undefined;
}

function cgroupsPathOf(store: Keeper['store'], id: string): string | undefined {
  try {
    return readSpec(store.containers.directoryOf(id)).linux.cgroupsPath;
  } catch {
    return undefined;
  }
}
