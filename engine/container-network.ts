import { readlinkSync } from 'node:fs';
import type { JoinedNetwork, NetworkMode } from './bundle/network-mode.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './errors.ts';
import { findContainer } from './find-container.ts';
import { lazySyscalls } from './lazy-syscalls.ts';
import type { Attachment, Lack } from './network/attachment.ts';
import type { BridgeNetwork } from './network/bridge-network.ts';
import { NetworkToolFailed, NetworkUnavailable } from './network/errors.ts';
import type { Networking } from './network/networking.ts';
import { exposedByImage, requestsForAll } from './network/ports.ts';
import type { HelperOrder } from './network/user-attachment.ts';
import type { UserNetwork } from './network/user-network.ts';
import { readLinkIfThere } from './read-if-there.ts';
import { acquireLock } from './store/lock.ts';
import { isRunning, type ProcessIdentity } from './syscall/process-identity.ts';

/** What a container will have for a network. */
export type PlannedNetwork =
  | { readonly mode: 'host' }
  /** `lack` says why there is none where nobody has said that none is wanted. */
  | { readonly mode: 'none'; readonly lack?: Lack }
  | { readonly mode: 'bridge'; readonly attachment: Attachment }
  | { readonly mode: `container:${string}`; readonly joined: JoinedNetwork & { readonly init: ProcessIdentity } };

/** Whose network it is to be. */
export interface NetworkWish {
  readonly network: NetworkMode;
  readonly networking: Networking | undefined;
  /** What the image says it listens on. */
  readonly exposedPorts: Readonly<Record<string, object>> | undefined;
}

/** The container that gets it. */
export interface Owner {
  readonly id: string;
  /** Absolute path of its directory. */
  readonly directory: string;
  /** The process that answers for it. */
  readonly holder: ProcessIdentity;
}

/** The network that was asked for cannot be joined. */
export class CannotJoinNetwork extends EngineError<'CANNOT_JOIN_NETWORK'> {
  readonly code = 'CANNOT_JOIN_NETWORK';

  constructor(reason: string, hint: string) {
    super(reason, { hint });
  }
}

/**
 * Decides what the container's network will be, and begins to make it: with an address that is known at once.
 *
 * @throws NetworkUnavailable, NoSuchContainer, CannotJoinNetwork
 */
export async function planNetwork(engine: Engine, wish: NetworkWish, owner: Owner): Promise<PlannedNetwork> {
  const { network } = wish;
  if (network === 'none' || network === 'host') return { mode: network };
  if (network !== 'bridge') return { mode: network, joined: joinedNetwork(engine, network) };
  const opened = await openNetwork(engine);
  const { lack } = opened;
  if (lack && wish.networking?.isOptional) return { mode: 'none', lack };
  if (lack) throw new NetworkUnavailable(`there can be no network here: ${lack.reason}`, lack.hint);
  return orNone(wish.networking, async () => ({
    mode: 'bridge',
    attachment: await attach(engine, opened, wish, owner),
  }));
}

/**
 * Brings the network to the container's first process, which is held. What it has come to: a network that nobody asked
 * for and that cannot be made is none.
 *
 * @throws NetworkToolFailed, NetworkUnavailable, PortUnavailable, CannotJoinNetwork
 */
export async function connectNetwork(
  plan: PlannedNetwork,
  networking: Networking | undefined,
  pid: number,
): Promise<PlannedNetwork> {
  if ('joined' in plan) refuseAnother(plan.joined, pid);
  if (!('attachment' in plan)) return plan;
  return orNone(networking, async () => {
    try {
      await plan.attachment.connect(pid);
      return plan;
    } catch (error) {
      await plan.attachment.disconnect();
      throw error;
    }
  });
}

/** The bridge of root, or what an ordinary user can have. Loaded when it is needed: most of it is for containers with a network. */
export async function openNetwork({ idMappings }: Pick<Engine, 'idMappings'>): Promise<BridgeNetwork | UserNetwork> {
  const { Tools } = await import('./network/tools.ts');
  if (idMappings) return new (await import('./network/user-network.ts')).UserNetwork(new Tools());
  const [{ BridgeNetwork }, { BridgeRecord }] = await Promise.all([
    import('./network/bridge-network.ts'),
    import('./network/bridge-state.ts'),
  ]);
  const lock = async (path: string) => acquireLock(path, await lazySyscalls());
  return new BridgeNetwork(new Tools(), new BridgeRecord(lock));
}

function attach(
  { programs }: Engine,
  network: BridgeNetwork | UserNetwork,
  wish: NetworkWish,
  owner: Owner,
): Promise<Attachment> {
  const start = async (order: HelperOrder) => (await import('./helper-process.ts')).startHelper(programs, order);
  const { ports = [], exposed = [], publishesAll, macAddress } = wish.networking ?? {};
  const all = publishesAll ? requestsForAll([...exposed, ...exposedByImage(wish.exposedPorts)], ports) : [];
  return network.attach({ ...owner, container: owner.id, macAddress, ports: [...ports, ...all], start });
}

/** What is optional may be missing; what was asked for may not. */
async function orNone(
  networking: Networking | undefined,
  make: () => Promise<PlannedNetwork>,
): Promise<PlannedNetwork> {
  try {
    return await make();
  } catch (error) {
    const isTool = error instanceof NetworkToolFailed;
    if (!networking?.isOptional || !(isTool || error instanceof NetworkUnavailable)) throw error;
    const hint = isTool ? 'learn-run --step=detail shows the commands' : error.hint;
    return { mode: 'none', lack: { reason: error.message, hint } };
  }
}

function joinedNetwork({ store }: Engine, network: NetworkMode): JoinedNetwork & { init: ProcessIdentity } {
  const { id, init, hostname, bundle } = findContainer(store, network.slice('container:'.length));
  if (init === undefined || !isRunning(init)) {
    throw new CannotJoinNetwork(
      `cannot join network of a non running container: ${id}`,
      'A network goes with the last process in it.',
    );
  }
  return { namespace: `/proc/${init.pid}/ns/net`, hostname: hostname ?? id.slice(0, 12), files: bundle, init };
}

/** The other container may have ended meanwhile, and its number be somebody else's. */
function refuseAnother({ namespace, init }: JoinedNetwork & { init: ProcessIdentity }, pid: number): void {
  const isSame = readlinkSync(`/proc/${pid}/ns/net`) === readLinkIfThere(namespace);
  if (isSame && isRunning(init)) return;
  throw new CannotJoinNetwork('the container whose network was to be joined has ended meanwhile', 'Start it again.');
}
