import type { Command, CommandRunner } from './command.ts';
import { NetworkUnavailable } from './errors.ts';
import { iptablesFirewall } from './iptables.ts';
import { nftFirewall } from './nft.ts';
import type { PublishedPort } from './ports.ts';
import type { Tools } from './tools.ts';

/** What the rules are about. */
export interface FirewallPlan {
  /** Name of the bridge. */
  readonly bridge: string;
  /** `10.213.0.0/16` */
  readonly subnet: string;
  /** Interfaces that shall not forward to one another, although forwarding is on now. */
  readonly guarded: readonly string[];
}

/** A published port, and the container that it leads to. */
export interface Redirection extends PublishedPort {
  readonly address: string;
}

/** Our rules in the kernel's packet filter, as commands: each is one program, and changes all or nothing. */
export interface Firewall {
  readonly name: 'nft' | 'iptables';
  /** Address translation for what leaves the bridge, and who may send what to it. Takes the place of rules that are there. */
  install(plan: FirewallPlan): Command;
  remove(plan: FirewallPlan): Command;
  publish(bridge: string, redirections: readonly Redirection[]): Command;
  withdraw(bridge: string, redirections: readonly Redirection[]): Command;
}

/** The firewall that a record names. */
export function firewallNamed(name: Firewall['name'], tools: Tools): Firewall {
  return name === 'nft' ? nftFirewall(tools.find('nft')!) : iptablesFirewall(tools.find('iptables-restore')!);
}

/** Whether packets can be filtered here at all, as far as the programs that are installed tell. */
export function hasFirewall(tools: Tools): boolean {
  return tools.find('nft') !== undefined || tools.missing('iptables', 'iptables-restore').length === 0;
}

/**
 * Installs our rules with nft, which keeps them in a table of our own; with iptables where there is no nft, and where
 * somebody else has rules in FORWARD: a packet that those drop is dropped for good, whatever a table of ours says, so
 * ours have to stand above them.
 *
 * @throws NetworkToolFailed where neither can
 */
export async function installFirewall(tools: Tools, plan: FirewallPlan, runner: CommandRunner): Promise<Firewall> {
  const candidates = await chooseFirewalls(tools, runner);
  for (const [index, firewall] of candidates.entries()) {
    try {
      await runner.run(firewall.install(plan));
      return firewall;
    } catch (error) {
      if (index === candidates.length - 1) throw error;
    }
  }
  throw new NetworkUnavailable('neither nft nor iptables is installed', 'Install nftables.');
}

async function chooseFirewalls(tools: Tools, runner: CommandRunner): Promise<Firewall[]> {
  const [nft, iptables, restore] = [tools.find('nft'), tools.find('iptables'), tools.find('iptables-restore')];
  const others = iptables && restore ? [iptablesFirewall(restore)] : [];
  if (nft === undefined) return others;
  const ours = nftFirewall(nft);
  if (iptables === undefined || others.length === 0) return [ours];
  return (await hasForeignRules(iptables, runner)) ? [...others, ours] : [ours, ...others];
}

/** Docker and ufw are such others. */
async function hasForeignRules(iptables: string, runner: CommandRunner): Promise<boolean> {
  try {
    const rules = await runner.run({ program: iptables, args: ['-w', '-S', 'FORWARD'] });
    return rules.trim() !== '-P FORWARD ACCEPT';
  } catch {
    return false;
  }
}
