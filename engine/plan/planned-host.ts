import { CAPABILITIES, capabilityMask } from '../bundle/capabilities.ts';
import { type HostFacts, readHostFacts } from '../bundle/host-facts.ts';
import type { IdMappings } from '../bundle/id-mappings.ts';
import { readHierarchies } from '../cgroup/hierarchy.ts';
import { type Placement, placeContainers, placeDelegated } from '../cgroup/placement.ts';

/** What a plan says of the host that it is made for. */
export interface PlannedHost {
  readonly facts: HostFacts;
  readonly placement: Placement;
  /** Undefined as root. */
  readonly idMappings: IdMappings | undefined;
  /** The capabilities of init's bounding set, as a mask. */
  readonly bounding: bigint;
  /** True where nothing of it was looked at, because this is no Linux. */
  readonly isAssumed: boolean;
}

/** This host, or where it is none that has containers, a Linux as most are, seen by its root. */
export function plannedHost(idMappings: IdMappings | undefined): PlannedHost {
  if (process.platform !== 'linux') return ASSUMED;
  const facts = readHostFacts();
  // Whoever makes a user namespace has every capability in it.
  const bounding = idMappings ? EVERY_CAPABILITY : facts.availableCapabilities;
  const placement = placeDelegated(readHierarchies(), process.geteuid!());
  return { facts, placement, idMappings, bounding, isAssumed: false };
}

const EVERY_CAPABILITY = capabilityMask(CAPABILITIES);

const ASSUMED: PlannedHost = {
  facts: {
    hostname: 'linux',
    architecture: process.arch,
    kernelRelease: '6.12.0',
    processors: '0-1',
    memoryNodes: '0',
    nofileHardLimit: 1_048_576,
    availableCapabilities: EVERY_CAPABILITY,
    thermalThrottlePaths: [],
  },
  placement: placeContainers(
    { version: 'v2', unified: { controllers: [], mountPoint: '/sys/fs/cgroup', isReadOnly: false, own: '/' } },
    () => true,
  ),
  idMappings: undefined,
  bounding: EVERY_CAPABILITY,
  isAssumed: true,
};
