import { NetworkUnavailable } from './errors.ts';
import { overlap, type Prefix, parsePrefix } from './ipv4.ts';

/**
 * Where our bridge may be, in this order: private addresses (RFC 1918) that neither docker, podman nor libvirt begins
 * with, and some of each of the three ranges, so that a VPN that takes a whole one leaves the others.
 */
const CANDIDATES = [
  ...range(213, 220, (n) => `10.${n}.0.0/16`),
  ...range(24, 30, (n) => `172.${n}.0.0/16`),
  ...range(213, 220, (n) => `192.168.${n}.0/24`),
].map((text) => parsePrefix(text)!);

/**
 * The first candidate that no route of the host leads to.
 *
 * @throws NetworkUnavailable in docker's words where each is taken
 */
export function chooseSubnet(occupied: readonly Prefix[]): Prefix {
  const free = CANDIDATES.find((candidate) => !occupied.some((one) => overlap(candidate, one)));
  if (free) return free;
  throw new NetworkUnavailable(
    'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
    'ip route shows what the host has routes to; a VPN that takes all private addresses leaves none for a bridge.',
  );
}

function range<Item>(first: number, last: number, make: (n: number) => Item): Item[] {
  return Array.from({ length: last - first + 1 }, (_, index) => make(first + index));
}
