import type { Engine } from '../../../engine/engine.ts';
import { listenInLauncher } from '../../../engine/listening-launcher.ts';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import type { RunActors } from '../contract.ts';
import type { OfContainers } from './container-parts.ts';

/** How somebody is called who knows what is to be done for a container that has ended. */
export interface DetachOptions {
  /** Program and arguments, to which the id of the container is added. */
  readonly command: readonly string[];
  /** `KEY=value` */
  readonly environment: readonly string[];
}

/** What is added where a port is called, in place of nothing where the container has ended. */
const PORTS = 'ports';

/** The step that leaves a container to its monitor, for real. */
export function detachActors(
  { store }: Engine,
  { parts, networks }: OfContainers,
  options: DetachOptions | undefined,
): Pick<RunActors, 'detachContainer'> {
  return {
    async detachContainer({ container: { id, bundle, pid }, request }, tools) {
      const part = parts.get(id)!;
      const { launcher, container } = part;
      const { command, environment } = options!;
      // On record before it is so: the launcher ends with us until it is a monitor.
      const state = store.containers.get(id)!;
      const manner = { ...state.manner!, isDetached: true };
      store.containers.record({ ...state, manner, supervisor: identityOf(launcher!.pid)! });
      if (!(await container!.handOver())) {
        store.containers.record(state);
        const { code, signal } = await container!.exited;
        part.ended = { code, signal };
        tools.show(`Process ${pid} has ended at this very moment: there is nothing to be left to anybody.`);
        return part.ended;
      }
      const ports = await networks.leavePorts(id);
      await listenInLauncher(launcher!.stub, ports);
      await container!.detach({
        ports: ports.length,
        directory: bundle,
        timeLimit: remaining(request.timeLimit, state.startedAt),
        logFileSize: part.logFileSize,
        command: [...command, id, PORTS],
        environment,
      });
      tools.show(
        `The launcher ${launcher!.pid} became a monitor: it keeps what process ${pid} writes, and waits for its end. Nothing of Node stays.`,
        {},
        [`ps -o pid,ppid,rss,comm -p ${launcher!.pid},${pid}`, `ls -l /proc/${launcher!.pid}/fd`],
      );
      return undefined;
    },
  };
}

/** What is left of the time that it was given when it was started: whole seconds, and one at least. */
function remaining(timeLimit: number | undefined, startedAt: string | undefined): number | undefined {
  if (timeLimit === undefined || startedAt === undefined) return timeLimit;
  return Math.max(1, Math.ceil(timeLimit - (Date.now() - Date.parse(startedAt)) / 1000));
}
