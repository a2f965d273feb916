import type { PidMode } from './bundle/surroundings.ts';
import { EngineError } from './errors.ts';
import { findContainer } from './find-container.ts';
import type { Store } from './store/store.ts';
import { isRunning } from './syscall/process-identity.ts';

/** The processes that were asked for cannot be joined. Docker's words. */
export class CannotJoinPids extends EngineError<'CANNOT_JOIN_PIDS'> {
  readonly code = 'CANNOT_JOIN_PIDS';

  constructor(id: string) {
    super(`cannot join PID namespace of a non running container: container ${id} is exited`, {
      hint: 'A pid namespace goes with its process 1.',
    });
  }
}

/**
 * Absolute path of the pid namespace of the container that `--pid container:` names; undefined where none is named.
 *
 * @throws NoSuchContainer, CannotJoinPids
 */
export function joinedPids(store: Pick<Store, 'containers'>, mode: PidMode | undefined): string | undefined {
  if (mode === undefined || mode === 'host') return undefined;
  const { id, init } = findContainer(store, mode.slice('container:'.length));
  if (init === undefined || !isRunning(init)) throw new CannotJoinPids(id);
  return `/proc/${init.pid}/ns/pid`;
}
