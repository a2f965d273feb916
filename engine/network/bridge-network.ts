import type { ProcessIdentity } from '../syscall/process-identity.ts';
import type { Lack } from './attachment.ts';
import type { BatchSession } from './batch-session.ts';
import { BridgeAttachment, type Built } from './bridge-attachment.ts';
import { BridgeBuilder } from './bridge-builder.ts';
import { BRIDGE, freeAddress, gatewayOf, hostInterface, macAddressOf } from './bridge-commands.ts';
import { type BridgeRecord, type BridgeState, type Lease, type LockedRecord, sortLeases } from './bridge-state.ts';
import { type CommandRecord, CommandRunner } from './command.ts';
import { NetworkUnavailable } from './errors.ts';
import { hasFirewall } from './firewall.ts';
import { interfaceNames, readHostNetwork } from './host-network.ts';
import { type OpenPorts, openPorts } from './host-ports.ts';
import { formatPrefix, parsePrefix } from './ipv4.ts';
import type { PortRequest } from './ports.ts';
import { chooseSubnet } from './subnet.ts';
import type { Tools } from './tools.ts';

/** What a container wants of the bridge. */
export interface BridgeRequest {
  /** 64 hex digits. */
  readonly container: string;
  readonly holder: ProcessIdentity;
  readonly ports: readonly PortRequest[];
  /** Made from the address where none is asked for. */
  readonly macAddress?: string | undefined;
}

/**
 * The bridge of this host's network namespace, for root: made with the first container and removed with the last one, or
 * by whoever comes next where that one was killed. Everything on the host is changed under the lock of its record.
 */
export class BridgeNetwork {
  readonly #tools: Tools;
  readonly #record: BridgeRecord;
  readonly #builder: BridgeBuilder;

  constructor(tools: Tools, record: BridgeRecord) {
    this.#tools = tools;
    this.#record = record;
    this.#builder = new BridgeBuilder(tools);
  }

  /** What has to be installed before there can be a bridge; undefined where nothing is missing. */
  get lack(): Lack | undefined {
    const missing = this.#tools.missing('ip', 'nsenter');
    if (missing.length > 0) {
      return { reason: `${missing.join(' and ')} is not installed`, hint: 'sudo apt-get install iproute2 util-linux' };
    }
    if (hasFirewall(this.#tools)) return undefined;
    return { reason: 'neither nft nor iptables is installed', hint: 'sudo apt-get install nftables' };
  }

  /**
   * Gives the container an address, at once, and begins to make whatever is not there yet for it, which the attachment's
   * `connect` waits for.
   *
   * @throws NetworkUnavailable where no address is left
   */
  async attach(request: BridgeRequest): Promise<BridgeAttachment> {
    const lock = await this.#record.lock();
    try {
      return this.#attach(request, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** Removes what killed runs have left: cables, published ports, and with the last container the bridge. */
  async sweep(): Promise<void> {
    const state = this.#record.peek();
    if (state === undefined || sortLeases(state.leases).abandoned.length === 0) return;
    await this.#detach(undefined, undefined, this.#builder.session());
  }

  /** Takes back what a container has whose learn-run has left it to others. */
  async release(container: string): Promise<void> {
    if (this.#record.peek() !== undefined) await this.#detach(container, undefined, this.#builder.session());
  }

  #attach(request: BridgeRequest, lock: LockedRecord): BridgeAttachment {
    const recorded = lock.state;
    // A bridge that somebody else has removed is none, whatever the record says.
    const usable = recorded && interfaceNames().includes(BRIDGE) ? recorded : undefined;
    const { held, abandoned } = sortLeases(recorded?.leases ?? []);
    const subnet = usable ? parsePrefix(usable.subnet)! : chooseSubnet(readHostNetwork().occupied);
    const address = freeAddress(
      subnet,
      held.map((lease) => lease.address),
    );
    if (address === undefined) throw new NetworkUnavailable('no available IPv4 addresses on this network', '');
    const { container, holder } = request;
    const lease: Lease = { container, address, interface: hostInterface(container), holder, ports: [] };
    const first: BridgeState = usable ?? {
      schemaVersion: 1,
      subnet: formatPrefix(subnet),
      firewall: 'nft',
      leases: [],
    };
    // On record before anything is made: whoever is killed from here on can be cleaned up after.
    lock.write({ ...first, leases: [...(usable ? abandoned : []), ...held, lease] });
    const runner = new CommandRunner();
    const host = this.#builder.session();
    const bridge = Promise.withResolvers<void>();
    const work = { lock, lease, request, runner, host, bridge };
    return new BridgeAttachment({
      tools: this.#tools,
      lease,
      subnet,
      gateway: gatewayOf(subnet),
      macAddress: request.macAddress ?? macAddressOf(address),
      host,
      runner,
      bridge: bridge.promise,
      built: this.#build(work, usable ? { abandoned } : { stale: recorded }).finally(() => lock.release()),
      detach: (open) => this.#detach(container, open, host),
      leftovers: () => this.#leftovers(container),
    });
  }

  async #build(
    work: Work,
    before: { abandoned: readonly Lease[] } | { stale: BridgeState | undefined },
  ): Promise<Built> {
    const { lock, lease, runner, host, bridge } = work;
    try {
      if ('stale' in before) await this.#builder.make(lock, before.stale, { host, runner, onBridge: bridge.resolve });
      else await this.#forget(lock, before.abandoned, host, runner);
      bridge.resolve();
      const forwarding = lock.state?.forwarding ? FORWARDS_FOR_US : FORWARDS_ANYWAY;
      return { ports: await this.#openPorts(work), forwarding };
    } catch (error) {
      bridge.reject(error);
      await host.end();
      // What failed is what has to be told, and not what fails in its wake.
      await this.#withdraw(lock, [lease], this.#builder.session(), new CommandRunner()).catch(() => {});
      throw error;
    }
  }

  async #openPorts({ lock, lease, request: { ports: requests }, runner }: Work): Promise<OpenPorts> {
    if (requests.length === 0) return { ports: [], async close() {} };
    const state = lock.state!;
    const taken = state.leases.flatMap(({ ports }) => ports);
    const open = await openPorts(requests, lease.address, taken);
    try {
      const published = { ...lease, ports: open.ports };
      lock.write({
        ...state,
        leases: state.leases.map((one) => (one.container === lease.container ? published : one)),
      });
      await this.#builder.publish(state, published, runner);
      return open;
    } catch (error) {
      await open.close();
      throw error;
    }
  }

  /** Takes back what the container has, and what those have whose holders are gone; what was run for it. */
  async #detach(
    container: string | undefined,
    open: OpenPorts | undefined,
    host: BatchSession,
  ): Promise<readonly CommandRecord[]> {
    const runner = new CommandRunner();
    const lock = await this.#record.lock();
    try {
      await open?.close();
      const { held, abandoned } = sortLeases(lock.state?.leases ?? []);
      const gone = [...held.filter((lease) => lease.container === container), ...abandoned];
      if (gone.length === 0) await host.end();
      else await this.#withdraw(lock, gone, host.isOpen ? host : this.#builder.session(), runner);
      return runner.records;
    } finally {
      lock.release();
    }
  }

  #leftovers(container: string): string[] {
    const lease = this.#record.peek()?.leases.find((one) => one.container === container);
    const name = hostInterface(container);
    return [...(interfaceNames().includes(name) ? [name] : []), ...(lease ? [lease.address] : [])];
  }

  /** They stay on record until nothing is left of them. */
  async #forget(lock: LockedRecord, gone: readonly Lease[], host: BatchSession, runner: CommandRunner): Promise<void> {
    if (gone.length === 0) return;
    const state = lock.state!;
    const containers = gone.map(({ container }) => container);
    await this.#builder.forget(state, gone, host, runner);
    lock.write({ ...state, leases: state.leases.filter(({ container }) => !containers.includes(container)) });
  }

  /** Takes leases back, and ends the session. Where nobody else has one, the bridge goes too. */
  async #withdraw(
    lock: LockedRecord,
    gone: readonly Lease[],
    host: BatchSession,
    runner: CommandRunner,
  ): Promise<void> {
    try {
      await this.#remove(lock, gone, host, runner);
    } finally {
      await host.end();
    }
  }

  async #remove(lock: LockedRecord, gone: readonly Lease[], host: BatchSession, runner: CommandRunner): Promise<void> {
    const { state } = lock;
    if (state === undefined) return;
    const containers = gone.map(({ container }) => container);
    const rest = state.leases.filter(({ container }) => !containers.includes(container));
    if (rest.length > 0) await this.#forget(lock, gone, host, runner);
    else {
      await this.#builder.remove(state, host, runner);
      lock.clear();
    }
  }
}

const FORWARDS_FOR_US = 'net.ipv4.ip_forward was 0 and is 1 until the last container has ended';
const FORWARDS_ANYWAY = 'net.ipv4.ip_forward was 1 before';

/** What is being made for one container. */
interface Work {
  readonly lock: LockedRecord;
  readonly lease: Lease;
  readonly request: BridgeRequest;
  readonly runner: CommandRunner;
  readonly host: BatchSession;
  /** Resolved when cables can be laid. */
  readonly bridge: PromiseWithResolvers<void>;
}
