import { isAbsolute, join } from 'node:path';
import type { ContainerRecord } from './record.ts';
import { type State, stateOf } from './status.ts';

/** A container's state, and what those who list containers want to know besides. */
export interface Description extends State {
  readonly rootfs: string;
  /** RFC 3339. */
  readonly created: string;
  readonly owner: string;
}

/** In the order in which others write it. */
export function describe(record: ContainerRecord): Description {
  const { ociVersion, id, pid, status, bundle, annotations } = stateOf(record);
  const { root } = record.config;
  return {
    ociVersion,
    id,
    pid,
    status,
    bundle,
    rootfs: isAbsolute(root.path) ? root.path : join(bundle, root.path),
    created: record.created,
    ...(annotations && { annotations }),
    owner: record.owner,
  };
}
