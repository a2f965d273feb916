import type { ResourceOptions } from '../bundle/resources.ts';
import type { Placement } from './placement.ts';

/**
 * What was asked for without that which cgroups of v2 do not have and docker passes over with a warning: how willingly
 * memory is swapped out. crun would refuse a config.json that has it.
 */
export function servedResources(resources: ResourceOptions, placement: Placement): ResourceOptions {
  return isDiscarded(resources, placement) ? { ...resources, memorySwappiness: undefined } : resources;
}

/** What is said of what `servedResources` leaves out, in docker's words; empty where that is nothing. */
export function discardedText(resources: ResourceOptions, placement: Placement): string {
  if (!isDiscarded(resources, placement)) return '';
  const reason = 'Your kernel does not support memory swappiness capabilities or the cgroup is not mounted';
  return `WARNING: ${reason}. Memory swappiness discarded.`;
}

function isDiscarded({ memorySwappiness }: ResourceOptions, placement: Placement): boolean {
  return memorySwappiness !== undefined && placement.open?.('/').version === 'v2';
}
