import type { ProcessIdentity } from '../syscall/process-identity.ts';
import type { Lack } from './attachment.ts';
import { BridgeAttachment } from './bridge-attachment.ts';
import {
  BRIDGE,
  bridgeLines,
  freeAddress,
  gatewayOf,
  hostInterface,
  isOurInterface,
  macAddressOf,
  REMOVE_ALL,
  removeLines,
} from './bridge-commands.ts';
import { type BridgeRecord, type BridgeState, type Lease, type LockedRecord, sortLeases } from './bridge-state.ts';
import { CommandRunner } from './command.ts';
import { NetworkUnavailable } from './errors.ts';
import { type FirewallPlan, firewallNamed, hasFirewall, installFirewall, type Redirection } from './firewall.ts';
import { isForwarding, mayStopForwarding, othersInterfaces, setForwarding } from './forwarding.ts';
import { interfaceNames, readHostNetwork } from './host-network.ts';
import { type OpenPorts, openPorts } from './host-ports.ts';
import { formatPrefix, parseAddress, parsePrefix } from './ipv4.ts';
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

  constructor(tools: Tools, record: BridgeRecord) {
    this.#tools = tools;
    this.#record = record;
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
   * Gives the container an address, at once, and begins to make whatever is not there yet for it: the attachment's `built`
   * resolves when that has happened.
   *
   * @throws NetworkUnavailable where no address is left
   */
  async attach(request: BridgeRequest): Promise<BridgeAttachment> {
    const lock = await this.#record.lock();
    try {
      const runner = new CommandRunner();
      const before = this.#usable(lock.state);
      const { held, abandoned } = sortLeases(lock.state?.leases ?? []);
      const subnet = before ? parsePrefix(before.subnet)! : chooseSubnet(readHostNetwork().occupied);
      const address = freeAddress(
        subnet,
        held.map((lease) => lease.address),
      );
      if (address === undefined) throw new NetworkUnavailable('no available IPv4 addresses on this network', '');
      const lease = leaseOf(request, address);
      const first = before ?? { schemaVersion: 1, subnet: formatPrefix(subnet), firewall: 'nft', leases: [] };
      const stale = lock.state;
      // On record before anything is made: whoever is killed from here on can be cleaned up after.
      lock.write({ ...first, leases: [...held, lease] });
      const built = this.#build({ lock, lease, request, runner, abandoned, isNew: before === undefined, stale });
      return new BridgeAttachment({
        tools: this.#tools,
        lease,
        subnet,
        gateway: gatewayOf(subnet),
        macAddress: request.macAddress ?? macAddressOf(address),
        built: built.finally(() => lock.release()),
        runner,
        detach: (ports) => this.#detach(lease.container, ports),
      });
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** Removes what killed runs have left: cables, published ports, and with the last container the bridge. */
  async sweep(): Promise<void> {
    const state = this.#record.peek();
    if (state === undefined || sortLeases(state.leases).abandoned.length === 0) return;
    const lock = await this.#record.lock();
    try {
      const { held, abandoned } = sortLeases(lock.state?.leases ?? []);
      await this.#withdraw(lock, held, abandoned, new CommandRunner());
    } finally {
      lock.release();
    }
  }

  /** The names of the container's things that are still there. */
  leftovers(container: string): string[] {
    const lease = this.#record.peek()?.leases.find((one) => one.container === container);
    const name = hostInterface(container);
    return [...(interfaceNames().includes(name) ? [name] : []), ...(lease ? [lease.address] : [])];
  }

  /** A bridge that somebody else has removed is none, whatever the record says. */
  #usable(state: BridgeState | undefined): BridgeState | undefined {
    return state && interfaceNames().includes(BRIDGE) ? state : undefined;
  }

  async #build({ lock, lease, request, runner, abandoned, isNew, stale }: Building): Promise<OpenPorts> {
    try {
      if (isNew) await this.#makeBridge(lock, stale, runner);
      else if (abandoned.length > 0) await this.#forget(lock.state!, abandoned, runner);
      return await this.#openPorts(lock, lease, request.ports, runner);
    } catch (error) {
      const others = lock.state!.leases.filter(({ container }) => container !== lease.container);
      // What failed is what has to be told, and not what fails in its wake.
      await this.#withdraw(lock, others, [lease], new CommandRunner()).catch(() => {});
      throw error;
    }
  }

  /** @param stale the record of a bridge that somebody else has removed: its rules may still be there */
  async #makeBridge(lock: LockedRecord, stale: BridgeState | undefined, runner: CommandRunner): Promise<void> {
    if (stale) await runner.run(this.#firewall(stale).remove(planOf(stale))).catch(() => {});
    const ip = this.#tools.find('ip')!;
    const interfaces = interfaceNames();
    const isAlone = !isForwarding();
    const guarded = isAlone ? othersInterfaces(interfaces, isOurInterface) : [];
    const state = { ...lock.state!, ...(isAlone && { forwarding: { between: guarded } }) };
    const cleared = interfaces.some(isOurInterface) ? REMOVE_ALL : '';
    const plan = planOf(state);
    const [firewall] = await Promise.all([
      installFirewall(this.#tools, plan, runner),
      runner.run({ program: ip, args: ['-batch', '-'], input: cleared + bridgeLines(parsePrefix(state.subnet)!) }),
    ]);
    lock.write({ ...state, firewall: firewall.name });
    // The rules that keep others from using it stand by now.
    if (isAlone) setForwarding(true);
  }

  async #openPorts(
    lock: LockedRecord,
    lease: Lease,
    requests: readonly PortRequest[],
    runner: CommandRunner,
  ): Promise<OpenPorts> {
    if (requests.length === 0) return { ports: [], async close() {} };
    const state = lock.state!;
    const open = await openPorts(
      requests,
      lease.address,
      state.leases.flatMap(({ ports }) => ports),
    );
    try {
      const published = { ...lease, ports: open.ports };
      lock.write({
        ...state,
        leases: state.leases.map((one) => (one.container === lease.container ? published : one)),
      });
      const redirections = redirectionsOf(published);
      if (redirections.length > 0) await runner.run(this.#firewall(state).publish(BRIDGE, redirections));
      return open;
    } catch (error) {
      await open.close();
      throw error;
    }
  }

  async #detach(container: string, open: OpenPorts | undefined): Promise<CommandRunner> {
    const runner = new CommandRunner();
    const lock = await this.#record.lock();
    try {
      await open?.close();
      const { held, abandoned } = sortLeases(lock.state?.leases ?? []);
      const isIts = (lease: Lease) => lease.container === container;
      const gone = [...held.filter(isIts), ...abandoned];
      if (gone.length > 0)
        await this.#withdraw(
          lock,
          held.filter((lease) => !isIts(lease)),
          gone,
          runner,
        );
      return runner;
    } finally {
      lock.release();
    }
  }

  /** Takes these leases back; where nobody else has one, the bridge goes too. */
  async #withdraw(lock: LockedRecord, rest: readonly Lease[], gone: readonly Lease[], runner: CommandRunner) {
    const { state } = lock;
    if (state === undefined) return;
    if (rest.length > 0) {
      await this.#forget(state, gone, runner);
      return lock.write({ ...state, leases: rest });
    }
    await this.#removeBridge(state, runner);
    lock.clear();
  }

  async #forget(state: BridgeState, gone: readonly Lease[], runner: CommandRunner): Promise<void> {
    const redirections = gone.flatMap(redirectionsOf);
    await Promise.all([
      this.#removeInterfaces(
        gone.map((lease) => lease.interface),
        runner,
      ),
      redirections.length > 0 && runner.run(this.#firewall(state).withdraw(BRIDGE, redirections)).catch(() => {}),
    ]);
  }

  async #removeBridge(state: BridgeState, runner: CommandRunner): Promise<void> {
    const { forwarding } = state;
    const others = othersInterfaces(interfaceNames(), isOurInterface);
    if (forwarding && isForwarding() && mayStopForwarding(forwarding.between, others)) setForwarding(false);
    await Promise.all([
      this.#deleteLinks(REMOVE_ALL, [BRIDGE], runner),
      // Somebody may have flushed everything: what matters is that it is not there.
      runner.run(this.#firewall(state).remove(planOf(state))).catch(() => {}),
    ]);
  }

  async #removeInterfaces(names: readonly string[], runner: CommandRunner): Promise<void> {
    const there = interfaceNames();
    const left = names.filter((name) => there.includes(name));
    if (left.length > 0) await this.#deleteLinks(removeLines(left), left, runner);
  }

  /** It is no failure that they are gone already: the kernel removes a cable with the namespace at its other end. */
  async #deleteLinks(input: string, names: readonly string[], runner: CommandRunner): Promise<void> {
    try {
      await runner.run({ program: this.#tools.find('ip')!, args: ['-force', '-batch', '-'], input });
    } catch (error) {
      const there = interfaceNames();
      if (names.some((name) => there.includes(name))) throw error;
    }
  }

  #firewall({ firewall }: BridgeState) {
    return firewallNamed(firewall, this.#tools);
  }
}

interface Building {
  readonly lock: LockedRecord;
  readonly lease: Lease;
  readonly request: BridgeRequest;
  readonly runner: CommandRunner;
  readonly abandoned: readonly Lease[];
  readonly isNew: boolean;
  readonly stale: BridgeState | undefined;
}

function leaseOf({ container, holder }: BridgeRequest, address: string): Lease {
  return { container, address, interface: hostInterface(container), holder, ports: [] };
}

function planOf({ subnet, forwarding }: BridgeState): FirewallPlan {
  return { bridge: BRIDGE, subnet, guarded: forwarding?.between ?? [] };
}

/** The ports that the kernel passes on by itself: what comes to loopback, or over IPv6, goes through the proxy. */
function redirectionsOf({ ports, address }: Lease): Redirection[] {
  return ports
    .filter(({ hostIp }) => parseAddress(hostIp) !== undefined && !hostIp.startsWith('127.'))
    .map((port) => ({ ...port, address }));
}
