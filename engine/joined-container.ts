import type { NetworkMode } from './bundle/network-mode.ts';
import type { PidMode } from './bundle/surroundings.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './errors.ts';
import { findContainer } from './find-container.ts';
import { isRunning } from './syscall/process-identity.ts';

/** Namespaces of other containers that a container is to be in. */
export interface JoinedNamespaces {
  readonly network: NetworkMode;
  readonly pid?: PidMode | undefined;
}

/** The namespaces that were asked for cannot be joined. Docker's words. */
export class CannotJoinContainer extends EngineError<'CANNOT_JOIN_CONTAINER'> {
  readonly code = 'CANNOT_JOIN_CONTAINER';
}

/** Absolute path of the pid namespace of the container that `--pid container:` names; undefined where none is named. */
export function joinedPids(engine: Pick<Engine, 'store'>, mode: PidMode | undefined): string | undefined {
  const pid = firstProcessOf(engine, mode, 'PID');
  return pid === undefined ? undefined : `/proc/${pid}/ns/pid`;
}

/**
 * The process whose user namespace an ordinary user has to be in to join what was asked for; undefined where nothing is to
 * be joined, and for root, who needs none.
 *
 * @throws NoSuchContainer, CannotJoinContainer
 */
export function joinedUser(engine: Pick<Engine, 'store' | 'idMappings'>, asked: JoinedNamespaces): number | undefined {
  if (!engine.idMappings) return undefined;
  const pids = firstProcessOf(engine, asked.pid, 'PID');
  const network = firstProcessOf(engine, asked.network, 'network');
  if (pids !== undefined && network !== undefined && pids !== network) {
    throw new CannotJoinContainer('an ordinary user cannot join two containers', {
      hint: 'Each of them has a user namespace of its own, and a process is in one.',
    });
  }
  return pids ?? network;
}

function firstProcessOf(
  { store }: Pick<Engine, 'store'>,
  mode: string | undefined,
  kind: 'PID' | 'network',
): number | undefined {
  if (!mode?.startsWith('container:')) return undefined;
  const { id, init } = findContainer(store, mode.slice('container:'.length));
  if (init !== undefined && isRunning(init)) return init.pid;
  throw new CannotJoinContainer(`cannot join ${kind} namespace of a non running container: container ${id} is exited`, {
    hint: 'A namespace goes with the last process in it.',
  });
}
