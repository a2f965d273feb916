import { describe, expect, it } from 'vitest';
import { asksOnlySystemdResolved, resolvConf } from '../../../engine/bundle/resolv-conf.ts';

const OWN = { isHosts: false };
const MIXED =
  'search a.b c.d\nnameserver 127.0.0.1\nnameserver 9.9.9.9\nnameserver ::1\nnameserver fd00::53\n# c\noptions edns0 trust-ad\n';

/** What docker 20.10 made of the same files, but for an empty line before the servers that it adds. */
describe('resolv.conf of a network of its own', () => {
  it.each([
    [MIXED, 'search a.b c.d\nnameserver 9.9.9.9\n# c\noptions edns0 trust-ad\n'],
    ['nameserver 127.0.0.1\noptions x\n', 'options x\nnameserver 8.8.8.8\nnameserver 8.8.4.4\n'],
    ['', 'nameserver 8.8.8.8\nnameserver 8.8.4.4\n'],
    ['nameserver 10.0.0.53\n', 'nameserver 10.0.0.53\n'],
    ['nameserver 10.0.0.53', 'nameserver 10.0.0.53\n'],
    ['  nameserver\t127.0.0.53  \n', 'nameserver 8.8.8.8\nnameserver 8.8.4.4\n'],
    ['nameserver fe80::1%eth0\nnameserver 10.0.0.53\n', 'nameserver 10.0.0.53\n'],
  ])('makes of %j what docker makes', (host, made) => {
    expect(resolvConf(host, {}, OWN)).toBe(made);
  });

  it('asks whoever answers for the host where the host only asks itself', () => {
    expect(resolvConf('nameserver 127.0.0.53\n', {}, { ...OWN, fallback: ['10.0.2.3'] })).toBe('nameserver 10.0.2.3\n');
  });

  it('keeps servers of IPv6 where they can be reached', () => {
    expect(resolvConf('nameserver fd00::53\n', {}, { ...OWN, hasIpv6: true })).toBe('nameserver fd00::53\n');
  });

  it('has what was asked for, whatever it is, and the rest from the host', () => {
    expect(resolvConf(MIXED, { dns: ['127.0.0.1'] }, OWN)).toBe(
      'search a.b c.d\nnameserver 127.0.0.1\noptions edns0 trust-ad\n',
    );
    expect(resolvConf(MIXED, { dnsSearch: ['.'], dnsOptions: ['ndots:1'] }, OWN)).toBe(
      'nameserver 9.9.9.9\noptions ndots:1\n',
    );
  });
});

describe('resolv.conf of the network of the host', () => {
  it('is the host’s', () => {
    expect(resolvConf(MIXED, {}, { isHosts: true })).toBe(MIXED);
    expect(resolvConf('', {}, { isHosts: true })).toBe('');
  });
});

describe('systemd-resolved', () => {
  it('is the only one who is asked', () => {
    expect(asksOnlySystemdResolved('nameserver 127.0.0.53\noptions edns0\n')).toBe(true);
    expect(asksOnlySystemdResolved('nameserver 127.0.0.53\nnameserver 9.9.9.9\n')).toBe(false);
    expect(asksOnlySystemdResolved('')).toBe(false);
  });
});
