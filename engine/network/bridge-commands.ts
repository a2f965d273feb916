import { broadcastOf, formatAddress, type Prefix, parseAddress } from './ipv4.ts';

export const BRIDGE = 'learn-run0';

/**
 * A group of interfaces that only ours are in, by the letters `lrun`: they can be removed all at once then, which takes the
 * kernel no longer than one of them. @see ip-link(8)
 */
const GROUP = 0x6c72756e;

/** The interface that the container sees. Docker's name. */
export const CONTAINER_INTERFACE = 'eth0';

/** Name of the host's end of a container's cable; a name has at most 15 characters. */
export function hostInterface(containerId: string): string {
  return `lr${containerId.slice(0, 12)}`;
}

/** True for interfaces that we have made. */
export function isOurInterface(name: string): boolean {
  return name === BRIDGE || /^lr[0-9a-f]{12}$/.test(name);
}

/** Where the container sends what is for elsewhere: the bridge itself. */
export function gatewayOf(subnet: Prefix): string {
  return formatAddress(subnet.address + 1);
}

/** The lowest address that nobody has; undefined where all are taken. */
export function freeAddress(subnet: Prefix, taken: readonly string[]): string | undefined {
  const used = new Set(taken);
  for (let address = subnet.address + 2; address < broadcastOf(subnet); address += 1) {
    if (!used.has(formatAddress(address))) return formatAddress(address);
  }
  return undefined;
}

/** Made from the IPv4 address, as docker does: whoever gets that address again is not taken for a stranger. */
export function macAddressOf(address: string): string {
  const bytes = parseAddress(address)!.toString(16).padStart(8, '0').match(/../g)!;
  return ['02', '42', ...bytes].join(':');
}

/** Lines for `ip -batch`: the bridge, with the gateway's address. */
export function bridgeLines(subnet: Prefix): string {
  return `link add name ${BRIDGE} group ${GROUP} type bridge
address add ${gatewayOf(subnet)}/${subnet.length} broadcast ${formatAddress(broadcastOf(subnet))} dev ${BRIDGE}
link set dev ${BRIDGE} up
`;
}

/** Lines for `ip -batch` on the host: a cable from the bridge to the network namespace of a process. */
export function cableLines(hostEnd: string, macAddress: string, pid: number): string {
  return `link add name ${hostEnd} group ${GROUP} master ${BRIDGE} up type veth peer name ${CONTAINER_INTERFACE} address ${macAddress} netns ${pid}\n`;
}

/** Lines for `ip -batch` in the container's network namespace: its address, and the way out. */
export function containerLines(address: string, subnet: Prefix, hasIpv6: boolean): string {
  const broadcast = formatAddress(broadcastOf(subnet));
  // No address of IPv6: nobody would route for it, and programs would try it first.
  return `${hasIpv6 ? `link set dev ${CONTAINER_INTERFACE} addrgenmode none\n` : ''}address add ${address}/${subnet.length} broadcast ${broadcast} dev ${CONTAINER_INTERFACE}
link set dev ${CONTAINER_INTERFACE} up
route add default via ${gatewayOf(subnet)}
`;
}

/** Lines for `ip -batch`: the bridge and every cable of it, at once. */
export const REMOVE_ALL = `link delete group ${GROUP}\n`;

/** Lines for `ip -batch`: these cables. The kernel may have been quicker: they go with the namespace at their other end. */
export function removeLines(interfaces: readonly string[]): string {
  return interfaces.map((name) => `link delete dev ${name}\n`).join('');
}
