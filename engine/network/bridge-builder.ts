import { BatchSession } from './batch-session.ts';
import { BRIDGE, bridgeLines, isOurInterface, REMOVE_ALL, removeLines } from './bridge-commands.ts';
import type { BridgeState, Lease, LockedRecord } from './bridge-state.ts';
import type { CommandRunner } from './command.ts';
import { type Firewall, type FirewallPlan, firewallNamed, installFirewall, type Redirection } from './firewall.ts';
import { isForwarding, mayStopForwarding, othersInterfaces, setForwarding } from './forwarding.ts';
import { interfaceNames } from './host-network.ts';
import { parseAddress, parsePrefix } from './ipv4.ts';
import type { Tools } from './tools.ts';

/** Changes the host: whoever calls this holds the lock of the record. */
export class BridgeBuilder {
  readonly #tools: Tools;

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** One `ip` on the host. The caller ends it. */
  session(): BatchSession {
    return new BatchSession([this.#tools.find('ip')!, '-oneline', '-batch', '-']);
  }

  /**
   * Makes the bridge and its rules, side by side. What has come of it is on record also where something fails.
   *
   * @param stale the record of a bridge that somebody else has removed: its rules may still be there
   * @param onBridge told when the bridge is there: the kernel takes longer for the rules
   */
  async make(
    lock: LockedRecord,
    stale: BridgeState | undefined,
    { host, runner, onBridge }: { host: BatchSession; runner: CommandRunner; onBridge: () => void },
  ): Promise<void> {
    const state = lock.state!;
    if (stale) await this.#removeRules(stale, runner);
    const interfaces = interfaceNames();
    const wasForwarding = isForwarding();
    const between = wasForwarding ? [] : othersInterfaces(interfaces, isOurInterface);
    const planned = { ...state, ...(!wasForwarding && { forwarding: { between } }) };
    const cleared = interfaces.some(isOurInterface) ? REMOVE_ALL : '';
    const [firewall, bridge] = await Promise.allSettled([
      installFirewall(this.#tools, planOf(planned), runner),
      host.run(cleared + bridgeLines(parsePrefix(state.subnet)!), runner).then(onBridge),
    ]);
    lock.write({ ...planned, ...(firewall.status === 'fulfilled' && { firewall: firewall.value.name }) });
    for (const made of [firewall, bridge]) if (made.status === 'rejected') throw made.reason;
    // The rules that keep others from using it stand by now.
    if (!wasForwarding) setForwarding(true);
  }

  /** Passes on what comes to the lease's ports. */
  async publish(state: BridgeState, lease: Lease, runner: CommandRunner): Promise<void> {
    const redirections = redirectionsOf(lease);
    if (redirections.length > 0) await runner.run(this.#firewall(state).publish(BRIDGE, redirections));
  }

  /** Removes what these leases have on the host, while others still use the bridge. */
  async forget(state: BridgeState, gone: readonly Lease[], host: BatchSession, runner: CommandRunner): Promise<void> {
    const redirections = gone.flatMap(redirectionsOf);
    const cables = gone.map((lease) => lease.interface);
    await Promise.all([
      this.#deleteLinks(cables, removeLines, host, runner),
      // Somebody may have flushed everything: what matters is that they are not there.
      redirections.length > 0 && runner.run(this.#firewall(state).withdraw(BRIDGE, redirections)).catch(() => {}),
    ]);
  }

  /** Removes the bridge, every cable of it and every rule. */
  async remove(state: BridgeState, host: BatchSession, runner: CommandRunner): Promise<void> {
    const others = othersInterfaces(interfaceNames(), isOurInterface);
    const { forwarding } = state;
    if (forwarding && isForwarding() && mayStopForwarding(forwarding.between, others)) setForwarding(false);
    await Promise.all([this.#deleteLinks([BRIDGE], () => REMOVE_ALL, host, runner), this.#removeRules(state, runner)]);
  }

  /** It is no failure that they are gone already: the kernel removes a cable with the namespace at its other end. */
  async #deleteLinks(
    names: readonly string[],
    lines: (names: readonly string[]) => string,
    host: BatchSession,
    runner: CommandRunner,
  ): Promise<void> {
    const there = interfaceNames();
    const left = names.filter((name) => there.includes(name));
    if (left.length === 0) return;
    try {
      await host.run(lines(left), runner);
    } catch (error) {
      const now = interfaceNames();
      const still = left.filter((name) => now.includes(name));
      if (still.length === left.length) throw error;
      await using(this.session(), (again) => this.#deleteLinks(still, lines, again, runner));
    }
  }

  async #removeRules(state: BridgeState, runner: CommandRunner): Promise<void> {
    await runner.run(this.#firewall(state).remove(planOf(state))).catch(() => {});
  }

  #firewall({ firewall }: BridgeState): Firewall {
    return firewallNamed(firewall, this.#tools);
  }
}

async function using(session: BatchSession, work: (session: BatchSession) => Promise<void>): Promise<void> {
  try {
    await work(session);
  } finally {
    await session.end();
  }
}

function planOf({ subnet, forwarding }: BridgeState): FirewallPlan {
  return { bridge: BRIDGE, subnet, guarded: forwarding?.between ?? [] };
}

/** The ports that the kernel passes on by itself: what comes to loopback, or over IPv6, goes through the proxy. */
export function redirectionsOf({ ports, address }: Pick<Lease, 'ports' | 'address'>): Redirection[] {
  return ports
    .filter(({ hostIp }) => parseAddress(hostIp) !== undefined && !hostIp.startsWith('127.'))
    .map((port) => ({ ...port, address }));
}
