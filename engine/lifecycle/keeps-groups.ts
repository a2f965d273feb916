import type { Config } from '../bundle/config-schema.ts';

export const KEEP_GROUPS = 'run.oci.keep_original_groups';

/**
 * Whether the container's processes keep the supplementary groups of the caller: what podman's `--group-add keep-groups`
 * asks of a runtime, by an annotation that crun has for it. An ordinary user can so share files that are only his group's.
 */
export function keepsGroups({ annotations = {} }: Config): boolean {
  return annotations[KEEP_GROUPS] === '1';
}
