import { readIfThere } from '../read-if-there.ts';
import type { Command, CommandRunner } from './command.ts';
import { interfaceNames } from './host-network.ts';
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
  /** Address translation for what leaves the bridge, and who may send what to it. Takes the place of our rules that are there. */
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
  const [nft, restore] = [tools.find('nft'), tools.find('iptables-restore')];
  const iptables = tools.find('iptables') && restore ? iptablesFirewall(restore) : undefined;
  if (nft === undefined) return install(iptables!, plan, runner);
  const ours = nftFirewall(nft);
  if (iptables === undefined) return install(ours, plan, runner);
  const asked = tools.find('iptables')!;
  // Where docker is, it has such rules: ours of nft would be made in vain, and the kernel takes its time for them.
  if (interfaceNames().includes(DOCKERS_BRIDGE) && (await hasRules(asked, runner)))
    return install(iptables, plan, runner);
  let chains: string;
  try {
    chains = await runner.run(ours.install(plan));
  } catch {
    // A kernel without nftables, or without one of its parts.
    return install(iptables, plan, runner);
  }
  if (!wasUsed(chains) || !(await hasRules(asked, runner))) return ours;
  await runner.run(ours.remove(plan));
  return install(iptables, plan, runner);
}

async function install(firewall: Firewall, plan: FirewallPlan, runner: CommandRunner): Promise<Firewall> {
  await runner.run(firewall.install(plan));
  return firewall;
}

const DOCKERS_BRIDGE = 'docker0';

/** Whether anybody has used iptables: its rules are in a table `filter` of nftables, or in the kernel's older filter. */
function wasUsed(chains: string): boolean {
  return /^table ip filter \{/m.test(chains) || readIfThere('/proc/net/ip_tables_names').includes('filter');
}

/** Docker and ufw are such others. Asked only where iptables was used: asking alone makes the table. */
async function hasRules(iptables: string, runner: CommandRunner): Promise<boolean> {
  const rules = await runner.run({ program: iptables, args: ['-w', '-S', 'FORWARD'] }).catch(() => '');
  return !['', '-P FORWARD ACCEPT'].includes(rules.trim());
}
