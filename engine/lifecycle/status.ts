import { readlinkSync } from 'node:fs';
import type { Config } from '../bundle/config-schema.ts';
import { openCgroup } from '../cgroup/by-path.ts';
import { isRunning } from '../syscall/process-identity.ts';
import type { ContainerRecord } from './record.ts';

/** The statuses of the runtime-spec, and the one that all runtimes add. @see runtime-spec runtime.md#state */
export type Status = 'creating' | 'created' | 'running' | 'paused' | 'stopped';

/** The version of the specification that is followed. */
export const OCI_VERSION = '1.3.0';

/** A container's state as everybody is told it. @see runtime-spec runtime.md#state */
export interface State {
  readonly ociVersion: string;
  readonly id: string;
  readonly status: Status;
  /** 0 where there is no process any more. */
  readonly pid: number;
  readonly bundle: string;
  readonly annotations?: Config['annotations'];
}

/** What the container is at this moment: asked of the kernel, because nobody watches it. */
export function statusOf(record: ContainerRecord): Status {
  const { init, isStarted, creator, cgroup } = record;
  if (!init?.waiting && !isStarted && isRunning(creator)) return 'creating';
  // The creator is gone. A stub would have ended with it, so an init that still runs has become its program.
  if (!init || !isRunning(init.identity)) return 'stopped';
  if (cgroup && openCgroup(cgroup).isFrozen()) return 'paused';
  return isStarted || !isWaiting(record) ? 'running' : 'created';
}

/** Whether init still has the pipe that it waits on: it is closed when the kernel makes it the program. */
export function isWaiting({ init }: ContainerRecord): boolean {
  if (!init?.waiting) return false;
  try {
    return readlinkSync(`/proc/${init.identity.pid}/fd/${init.waiting.requests}`) === init.waiting.pipe;
  } catch {
    return false;
  }
}

/** @param status where it is to be another one than what the kernel says: hooks are told what is about to be */
export function stateOf(record: ContainerRecord, status: Status = statusOf(record)): State {
  const { id, bundle, init, config } = record;
  return {
    ociVersion: OCI_VERSION,
    id,
    status,
    pid: status === 'stopped' ? 0 : (init?.identity.pid ?? 0),
    bundle,
    ...(config.annotations && { annotations: config.annotations }),
  };
}
