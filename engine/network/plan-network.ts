import { redirectionsOf } from './bridge-builder.ts';
import {
  BRIDGE,
  bridgeLines,
  CONTAINER_INTERFACE,
  cableLines,
  containerLines,
  freeAddress,
  gatewayOf,
  hostInterface,
  macAddressOf,
} from './bridge-commands.ts';
import { type BridgeState, sortLeases } from './bridge-state.ts';
import { type Command, type CommandRecord, CommandRunner } from './command.ts';
import { NetworkUnavailable } from './errors.ts';
import { iptablesFirewall } from './iptables.ts';
import { formatAddress, formatPrefix, type Prefix, parsePrefix } from './ipv4.ts';
import { nftFirewall } from './nft.ts';
import type { PortRequest, PublishedPort } from './ports.ts';
import { chooseSubnet } from './subnet.ts';
import type { Tools } from './tools.ts';
import { pastaHelper, slirpHelper } from './user-helpers.ts';

/** What a network would be like, and the programs that would be run for it. */
export interface NetworkPlan {
  readonly address: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly ports: readonly PublishedPort[];
  readonly commands: readonly CommandRecord[];
}

/** What of the host a plan is made by. */
export interface NetworkSurroundings {
  readonly tools: Tools;
  /** IPv4 networks that the host has routes to. */
  readonly occupied: readonly Prefix[];
  /** The bridge that is there; undefined where it would be the first container's. */
  readonly bridge: BridgeState | undefined;
}

/** For the process that there is not. */
const PID = 0;

/**
 * The place of a container on the bridge of root, and every command that would make it: those that `BridgeNetwork` runs.
 *
 * @param ports where the host would choose a port, 0 stands for it
 * @throws NetworkUnavailable
 */
export function planBridge(
  container: string,
  { ports: requests, macAddress }: { readonly ports: readonly PortRequest[]; readonly macAddress?: string | undefined },
  { tools, occupied, bridge }: NetworkSurroundings,
): NetworkPlan {
  const subnet = bridge ? parsePrefix(bridge.subnet)! : chooseSubnet(occupied);
  const { held } = sortLeases(bridge?.leases ?? []);
  const address = freeAddress(
    subnet,
    held.map((lease) => lease.address),
  );
  if (address === undefined) throw new NetworkUnavailable('no available IPv4 addresses on this network', '');
  const ports = requests.flatMap(published);
  const redirections = redirectionsOf({ address, ports });
  const mac = macAddress ?? macAddressOf(address);
  const firewall = firewallOf(tools);
  const ip = (input: string): Command => ({
    program: tools.find('ip') ?? 'ip',
    args: ['-oneline', '-batch', '-'],
    input,
  });
  const inside = { ...ip(containerLines(address, subnet, false)), program: 'nsenter' };
  const runner = new CommandRunner();
  const commands = [
    ...(bridge
      ? []
      : [firewall.install({ bridge: BRIDGE, subnet: formatPrefix(subnet), guarded: [] }), ip(bridgeLines(subnet))]),
    ...(redirections.length > 0 ? [firewall.publish(BRIDGE, redirections)] : []),
    ip(cableLines(hostInterface(container), mac, PID)),
    { ...inside, args: [`--net=/proc/${PID}/ns/net`, 'ip', ...inside.args] },
  ];
  for (const command of commands) runner.note(command);
  const facts = {
    bridge: BRIDGE,
    subnet: formatPrefix(subnet),
    gateway: gatewayOf(subnet),
    interface: CONTAINER_INTERFACE,
    hostInterface: hostInterface(container),
    address: `${address}/${subnet.length}`,
    macAddress: mac,
  };
  return { address, facts, ports, commands: runner.records };
}

/** The helper that would be the network of an ordinary user's container. */
export function planUserNetwork(
  requests: readonly PortRequest[],
  { tools, occupied }: NetworkSurroundings,
): NetworkPlan {
  const { address } = chooseSubnet(occupied);
  const at = (n: number) => formatAddress(address + n);
  const addresses = { subnet: `${at(0)}/24`, gateway: at(2), resolver: at(3), address: at(100) };
  const [pasta, slirp] = [tools.find('pasta'), tools.find('slirp4netns')];
  const helper = slirp && !pasta ? slirpHelper(slirp, addresses) : pastaHelper(pasta ?? 'pasta', addresses);
  const ports = requests.flatMap(published);
  const [program = '', ...args] = helper.command(PID, ports);
  const runner = new CommandRunner();
  runner.note({ program, args });
  const { subnet, gateway, resolver } = addresses;
  const facts = { helper: helper.name, subnet, gateway, resolver, address: `${addresses.address}/24` };
  return { address: addresses.address, facts, ports, commands: runner.records };
}

function firewallOf(tools: Tools) {
  const restore = tools.find('iptables-restore');
  const nft = tools.find('nft');
  return nft || !restore ? nftFirewall(nft ?? 'nft') : iptablesFirewall(restore);
}

/** Everywhere is every address of IPv4; IPv6 is answered for by a proxy, which needs no command. */
function published({ protocol, containerPort, hostIp, hostPorts }: PortRequest): PublishedPort[] {
  return [{ protocol, containerPort, hostIp: hostIp || '0.0.0.0', hostPort: hostPorts?.first ?? 0 }];
}
