import { describe, expect, it } from 'vitest';
import { type NetworkFlags, networkOptions, networkWarning } from '../../../cli/options/networking.ts';

const NONE: NetworkFlags = {
  network: [],
  net: [],
  publish: [],
  expose: [],
  networkAlias: [],
  netAlias: [],
  dns: [],
  addHost: [],
};
const options = (flags: Partial<NetworkFlags>) => networkOptions({ ...NONE, ...flags });

describe('--network', () => {
  it('is the bridge, where there can be one, if nothing was said', () => {
    expect(options({})).toMatchObject({ network: 'bridge', networking: { isOptional: true } });
  });

  it.each([
    [{ network: ['bridge'] }, 'bridge'],
    [{ network: ['default'] }, 'bridge'],
    [{ network: ['none'] }, 'none'],
    [{ net: ['host'] }, 'host'],
    [{ network: ['container:web'] }, 'container:web'],
  ])('%j is %s, and nothing else', (flags, network) => {
    expect(options(flags)).toMatchObject({ network, networking: { isOptional: false } });
  });

  it.each([[{ publish: ['80'] }], [{ publishAll: true }], [{ macAddress: '92:d0:c6:0a:29:33' }]] as const)(
    'has to be there for %j',
    (flags) => {
      expect(options(flags).networking.isOptional).toBe(false);
    },
  );

  it.each([
    [{ network: [''] }, 'no name set for network'],
    [{ network: ['none'], net: ['none'] }, 'network "none" is specified multiple times'],
    [{ network: ['none', 'host'] }, 'Container cannot be connected to network endpoints: none, host'],
    [{ network: ['mine'] }, 'network mine not found'],
    [{ network: ['container:'] }, 'Invalid network mode: invalid container format container:<name|id>'],
    [{ ip: '10.0.0.9' }, 'user specified IP address is supported on user defined networks only'],
    [{ ip6: 'fe80::1' }, 'user specified IP address is supported on user defined networks only'],
    [{ networkAlias: ['x'] }, 'network-scoped aliases are only supported for user-defined networks'],
    [{ macAddress: 'zz' }, 'zz is not a valid mac address'],
    [{ macAddress: '01:00:5e:00:00:01' }, 'is not the address of one interface'],
  ])('refuses %j as docker does', (flags, message) => {
    expect(() => options(flags)).toThrow(message);
  });

  it.each([
    [{ hostname: 'x' }, 'hostname and the network mode'],
    [{ dns: ['1.1.1.1'] }, 'dns and the network mode'],
    [{ addHost: ['a:1.1.1.1'] }, 'custom host-to-IP mapping and the network mode'],
    [{ macAddress: '92:d0:c6:0a:29:33' }, 'mac-address and the network mode'],
    [{ publish: ['80'] }, 'port publishing and the container type network mode'],
    [{ publishAll: true as const }, 'port publishing and the container type network mode'],
    [{ expose: ['80'] }, 'port exposing and the container type network mode'],
    [{ hostname: 'x', expose: ['80'] }, 'hostname and the network mode'],
  ])('refuses %j with the network of another container', (flags, message) => {
    expect(() => options({ network: ['container:web'], ...flags })).toThrow(`conflicting options: ${message}`);
  });

  it('warns of ports that mean nothing', () => {
    const warning = 'WARNING: Published ports are discarded when using host network mode\n';
    expect(networkWarning(options({ network: ['host'], publish: ['80'] }))).toBe(warning);
    expect(networkWarning(options({ network: ['none'], publish: ['80'] }))).toBe('');
    expect(networkWarning(options({ network: ['host'] }))).toBe('');
  });
});
