import type { ResourceOptions } from '../bundle/resources.ts';
import type { Placement } from './placement.ts';

/** Options of which only the limits are looked at. */
interface Limited {
  readonly resources?: ResourceOptions;
}

/**
 * The options without that which cgroups of v2 do not have and docker passes over with a warning: how willingly memory is
 * swapped out. crun would refuse a config.json that has it.
 */
export function withServedResources<Options extends Limited>(options: Options, placement: Placement): Options {
  if (!isDiscarded(options, placement)) return options;
  return { ...options, resources: { ...options.resources, memorySwappiness: undefined } };
}

/** What is said of what `withServedResources` leaves out, in docker's words; empty where that is nothing. */
export function discardedText(options: Limited, placement: Placement): string {
  if (!isDiscarded(options, placement)) return '';
  const reason = 'Your kernel does not support memory swappiness capabilities or the cgroup is not mounted';
  return `WARNING: ${reason}. Memory swappiness discarded.`;
}

function isDiscarded({ resources }: Limited, placement: Placement): boolean {
  return resources?.memorySwappiness !== undefined && placement.open?.('/').version === 'v2';
}
