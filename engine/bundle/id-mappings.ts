import type { IdMapping } from './runtime-spec.ts';

/** How a rootless container's ids stand for the host's. */
export interface IdMappings {
  readonly uidMappings: readonly IdMapping[];
  readonly gidMappings: readonly IdMapping[];
}

/** True where an id of the container stands for one of the host. Without mappings every id stands for itself. */
export function isMapped(id: number, mappings: readonly IdMapping[] | undefined): boolean {
  if (mappings === undefined) return true;
  return mappings.some(({ containerID, size }) => id >= containerID && id < containerID + size);
}

/**
 * True where the kernel lets the container call setgroups(2): a map of one id is the one that a caller without
 * /etc/subgid may write himself, and only after he gave setgroups up. @see user_namespaces(7)
 */
export function canSetGroups(mappings: readonly IdMapping[] | undefined): boolean {
  return mappings === undefined || mappings.reduce((sum, { size }) => sum + size, 0) > 1;
}
