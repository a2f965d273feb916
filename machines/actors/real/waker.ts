import type { Engine } from '../../../engine/engine.ts';
import type { ProcessIdentity } from '../../../engine/syscall/process-identity.ts';
import { startWaker, type WakerOrder } from '../../../engine/waker.ts';
import type { Tools } from '../contract.ts';
import type { ContainerParts } from './container-parts.ts';

/**
 * Who starts the container again when it has ended; undefined where it has no policy for that.
 *
 * The launcher is waited for and not init: it is the parent of that one, whatever it becomes, and ends when all that had
 * to be done is done.
 *
 * @throws StubNotStarted, HostUnsupported
 */
export async function wakerFor(
  { store, programs }: Engine,
  id: string,
  { launcher }: ContainerParts,
  order: WakerOrder | undefined,
): Promise<ProcessIdentity | undefined> {
  if (store.containers.get(id)!.manner?.restart === undefined) return undefined;
  const { command, environment } = order!;
  return startWaker(programs, { end: launcher!.pid }, { command: [...command, id], environment });
}

export function showWaker(waker: ProcessIdentity | undefined, tools: Tools): void {
  if (waker === undefined) return;
  tools.show(
    `Process ${waker.pid} sleeps until nobody looks after the container any more, and then sees to it that it is started again.`,
    {},
    [`ps -o pid,ppid,rss,comm -p ${waker.pid}`],
  );
}
