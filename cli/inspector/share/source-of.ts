import { isIPv6 } from 'node:net';

/**
 * Who asks, as far as an address tells: an IPv4 address, or the network of an IPv6 address, since a machine may take as
 * many addresses in its network as it likes.
 *
 * @example sourceOf('2001:db8::7') // '2001:db8:0:0'
 */
export function sourceOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped !== null) return mapped[1]!;
  if (!isIPv6(address)) return address;
  const [front = '', back] = address.replace(/%.*/, '').toLowerCase().split('::');
  const head = front === '' ? [] : front.split(':');
  const tail = back ? back.split(':') : [];
  const groups =
    back === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
