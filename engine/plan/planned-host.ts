import { CAPABILITIES, capabilityMask } from '../bundle/capabilities.ts';
import { type HostFacts, readHostFacts } from '../bundle/host-facts.ts';
import type { IdMappings } from '../bundle/id-mappings.ts';
import { readHierarchies } from '../cgroup/hierarchy.ts';
import { type Placement, placeContainers, placeDelegated } from '../cgroup/placement.ts';
import type { BridgeState } from '../network/bridge-state.ts';
import type { HostNetwork } from '../network/host-network.ts';
import { idMappingsFor, isSingleId } from '../runtime/id-mappings.ts';

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
  /** What of it is not as it was found, in sentences. */
  readonly assumptions: readonly string[];
  /** What is in use already of networks: asked for once, by the first plan that needs it. */
  readonly networks: () => Promise<SeenNetworks>;
}

/** Networks of a host at one moment: two plans that are compared must find the same addresses free. */
export interface SeenNetworks extends HostNetwork {
  /** The bridge and whoever has an address on it; undefined where there is none, or the container would get none. */
  readonly bridge: BridgeState | undefined;
}

/** This host, or where it is none that has containers, a Linux as most are, seen by its root. */
export function plannedHost(idMappings: IdMappings | undefined): PlannedHost {
  if (process.platform !== 'linux') return ASSUMED;
  const facts = readHostFacts();
  // Whoever makes a user namespace has every capability in it.
  const bounding = idMappings ? EVERY_CAPABILITY : facts.availableCapabilities;
  const placement = placeDelegated(readHierarchies(), process.geteuid!());
  const networks = once(() => seenNetworks(idMappings === undefined));
  return { facts, placement, idMappings, bounding, isAssumed: false, assumptions: [], networks };
}

/**
 * The host as it is for most people, for who wants to know what options do: whoever has only his own id gets a range of
 * them besides, without which every other user of an image would be refused.
 */
export function usualHost(idMappings: IdMappings | undefined): PlannedHost {
  if (idMappings === undefined || !isSingleId(idMappings)) return plannedHost(idMappings);
  const [uid, gid] = [process.geteuid!(), process.getegid!()];
  const range = `${uid}:${USUAL_RANGE}`;
  const ids = idMappingsFor({ uid, gid, userName: undefined, subuid: range, subgid: range, hasMappingTools: true });
  const assumption = 'you are taken to have a range of ids in /etc/subuid and /etc/subgid, as most users do';
  return { ...plannedHost(ids), assumptions: [assumption] };
}

/** What useradd(8) gives to the first user. @see login.defs(5) SUB_UID_MIN, SUB_UID_COUNT */
const USUAL_RANGE = '100000:65536';

async function seenNetworks(hasBridge: boolean): Promise<SeenNetworks> {
  const [{ readHostNetwork }, { BridgeRecord }] = await Promise.all([
    import('../network/host-network.ts'),
    import('../network/bridge-state.ts'),
  ]);
  return { ...readHostNetwork(), bridge: hasBridge ? new BridgeRecord(neverLocked).peek() : undefined };
}

async function neverLocked(): Promise<never> {
  throw new Error('a plan locks nothing');
}

function once<Value>(look: () => Promise<Value>): () => Promise<Value> {
  let seen: Promise<Value> | undefined;
  return () => {
    seen ??= look();
    return seen;
  };
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
    hasAppArmor: false,
    canLoadProfiles: false,
    contexts: undefined,
  },
  placement: placeContainers(
    { version: 'v2', unified: { controllers: [], mountPoint: '/sys/fs/cgroup', isReadOnly: false, own: '/' } },
    () => true,
  ),
  idMappings: undefined,
  bounding: EVERY_CAPABILITY,
  isAssumed: true,
  assumptions: [`this is no Linux (${process.platform}): the plan is that of root on one that has cgroup v2`],
  networks: once(() => seenNetworks(false)),
};
