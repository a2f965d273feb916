import type { NetworkMode } from './bundle/network-mode.ts';
import type { IpcMode, JoinedIpc, PidMode } from './bundle/surroundings.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './errors.ts';
import { findContainer } from './find-container.ts';
import type { ContainerState } from './store/container-state.ts';
import { isRunning, type ProcessIdentity } from './syscall/process-identity.ts';

/** Namespaces of other containers that a container is to be in. */
export interface JoinedNamespaces {
  readonly network: NetworkMode;
  readonly pid?: PidMode | undefined;
  readonly ipc?: IpcMode | undefined;
}

/** The namespaces that were asked for cannot be joined. Docker's words. */
export class CannotJoinContainer extends EngineError<'CANNOT_JOIN_CONTAINER'> {
  readonly code = 'CANNOT_JOIN_CONTAINER';
}

/** The first processes of the containers whose namespaces are joined. */
export type Joined = { readonly [Kind in keyof JoinedNamespaces]?: ProcessIdentity | undefined };

/**
 * Finds the containers that were named. Of the network only for an ordinary user: `planNetwork` looks for it itself.
 *
 * @throws NoSuchContainer, CannotJoinContainer
 */
export function findJoined(engine: Pick<Engine, 'store' | 'idMappings'>, asked: JoinedNamespaces): Joined {
  return {
    pid: firstProcessOf(engine, asked.pid, 'PID'),
    ipc: firstProcessOf(engine, asked.ipc, 'IPC', requireShareable),
    network: engine.idMappings ? firstProcessOf(engine, asked.network, 'network') : undefined,
  };
}

/** What a container shares that is in the ipc namespace of this process, by its number. */
export function ipcOf(pid: number | string): JoinedIpc {
  return { namespace: `/proc/${pid}/ns/ipc`, sharedMemory: `/proc/${pid}/root/dev/shm` };
}

/**
 * The process whose user namespace an ordinary user has to be in to join what was asked for; undefined where nothing is to
 * be joined, and for root, who needs none.
 *
 * @throws CannotJoinContainer
 */
export function joinedUser({ idMappings }: Pick<Engine, 'idMappings'>, joined: Joined): number | undefined {
  if (!idMappings) return undefined;
  const [pid, ...others] = new Set(Object.values(joined).flatMap((init) => init?.pid ?? []));
  if (others.length === 0) return pid;
  throw new CannotJoinContainer('an ordinary user cannot join two containers', {
    hint: 'Each of them has a user namespace of its own, and a process is in one.',
  });
}

/**
 * Makes sure that it was them who were joined: a process that still runs had its number all the while, and of one that has
 * ended somebody else may have had it. To be asked when everything is joined, and before the program starts.
 *
 * @throws CannotJoinContainer
 */
export function refuseOthers(joined: Joined): void {
  for (const [kind, init] of Object.entries(joined)) {
    if (init === undefined || isRunning(init)) continue;
    throw new CannotJoinContainer(`the container whose ${kind} namespace was to be joined has ended meanwhile`, {
      hint: 'Start it again.',
    });
  }
}

function firstProcessOf(
  { store }: Pick<Engine, 'store'>,
  mode: string | undefined,
  kind: string,
  check: (state: ContainerState) => void = () => {},
): ProcessIdentity | undefined {
  if (!mode?.startsWith('container:')) return undefined;
  const state = findContainer(store, mode.slice('container:'.length));
  const { id, init } = state;
  if (init !== undefined && isRunning(init)) {
    check(state);
    return init;
  }
  throw new CannotJoinContainer(`cannot join ${kind} namespace of a non running container: container ${id} is exited`, {
    hint: 'A namespace goes with the last process in it.',
  });
}

/** Whoever has not said that others may see its memory has it for itself. Docker's words. */
function requireShareable({ id, manner }: ContainerState): void {
  const { ipc = 'private' } = manner ?? {};
  if (ipc !== 'private' && ipc !== 'none') return;
  throw new CannotJoinContainer(
    `failed to join IPC namespace: container ${id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)`,
    { hint: 'It would have to be run with --ipc shareable.' },
  );
}
