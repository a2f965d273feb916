import { BlockList, isIP } from 'node:net';

/** Network addresses, the bits of each that count, and its family. */
type Subnet = Parameters<BlockList['addSubnet']>;

/** Made when it is first asked for: most runs ask no registry. */
function listOf(subnets: readonly Subnet[]): () => BlockList {
  let list: BlockList | undefined;
  return () => {
    if (list !== undefined) return list;
    list = new BlockList();
    for (const subnet of subnets) list.addSubnet(...subnet);
    return list;
  };
}

const LOOPBACK = listOf([
  ['127.0.0.0', 8],
  ['::1', 128, 'ipv6'],
]);

/** Addresses that a name on the public Internet has no business to point to: RFC 6890's, as far as they are local. */
const PRIVATE = listOf([
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::', 127, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
]);

/** Does this host of a URL never leave the machine: `localhost`, 127.0.0.0/8, `[::1]`? */
export function isLoopbackHost(hostname: string): boolean {
  return isLocalhost(hostname) || contains(LOOPBACK, hostname);
}

/**
 * Does this host of a URL name a private, loopback, link-local or unspecified address? Names other than `localhost` do not;
 * the WHATWG URL parser has already turned `2130706433` and `0x7f.1` into 127.0.0.1.
 */
export function isPrivateHost(hostname: string): boolean {
  return isLocalhost(hostname) || contains(PRIVATE, hostname);
}

function isLocalhost(hostname: string): boolean {
  return /^(.+\.)?localhost\.?$/i.test(hostname);
}

function contains(list: () => BlockList, hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(address);
  return version !== 0 && list().check(address, version === 4 ? 'ipv4' : 'ipv6');
}
