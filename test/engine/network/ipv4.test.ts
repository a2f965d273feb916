import { describe, expect, it } from 'vitest';
import {
  broadcastOf,
  formatAddress,
  formatPrefix,
  overlap,
  parseAddress,
  parsePrefix,
} from '../../../engine/network/ipv4.ts';
import fc from '../../fixtures/properties.ts';

const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const prefix = fc
  .tuple(address, fc.integer({ min: 0, max: 32 }))
  .map(([number, length]) => parsePrefix(`${formatAddress(number)}/${length}`)!);

describe('IPv4 addresses', () => {
  it('are read as they are written', () =>
    fc.assert(fc.property(address, (number) => parseAddress(formatAddress(number)) === number)));

  it.each(['', '1.2.3', '1.2.3.4.5', '256.0.0.1', '01.2.3.4', '1.2.3.4 ', '::1', 'a.b.c.d', '1.2.3.-4'])(
    'do not look like %j',
    (text) => {
      expect(parseAddress(text)).toBeUndefined();
    },
  );
});

describe('IPv4 networks', () => {
  it('drop the bits behind the prefix', () => {
    expect(formatPrefix(parsePrefix('10.213.7.9/16')!)).toBe('10.213.0.0/16');
    expect(formatAddress(broadcastOf(parsePrefix('192.168.213.0/24')!))).toBe('192.168.213.255');
  });

  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0/8', '/8'])('do not look like %j', (text) => {
    expect(parsePrefix(text)).toBeUndefined();
  });

  it('overlap exactly where they share an address', () =>
    fc.assert(
      fc.property(prefix, prefix, (one, other) => {
        const shares = Math.max(one.address, other.address) <= Math.min(broadcastOf(one), broadcastOf(other));
        expect(overlap(one, other)).toBe(shares);
      }),
    ));
});
