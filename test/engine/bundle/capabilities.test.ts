import { describe, expect, it } from 'vitest';
import {
  CAPABILITIES,
  capabilityMask,
  DEFAULT_CAPABILITIES,
  grantedCapabilities,
  namesOfMask,
} from '../../../engine/bundle/capabilities.ts';
import { UnavailableCapability, UnknownCapability } from '../../../engine/bundle/errors.ts';
import fc from '../../fixtures/properties.ts';

const all = 2n ** 41n - 1n;
const granted = (capAdd: string[], capDrop: string[] = [], available = all) =>
  grantedCapabilities({ capAdd, capDrop, available });

describe('grantedCapabilities', () => {
  it("gives Docker's 14 where nothing is asked, as the kernel shows them in a Docker container", () => {
    expect(granted([])).toEqual(DEFAULT_CAPABILITIES);
    expect(capabilityMask(granted([])).toString(16)).toBe('a80425fb');
  });

  it.each(['NET_ADMIN', 'net_admin', 'CAP_NET_ADMIN', 'cap_net_admin', ' Net_Admin '])('understands %j', (name) => {
    expect(granted([name])).toEqual([...DEFAULT_CAPABILITIES, 'CAP_NET_ADMIN']);
  });

  it('drops, and adds after it dropped', () => {
    expect(granted([], ['CHOWN'])).not.toContain('CAP_CHOWN');
    expect(granted(['CHOWN'], ['CHOWN'])).toContain('CAP_CHOWN');
  });

  it('drops all but the added', () => {
    expect(granted([], ['ALL'])).toEqual([]);
    expect(granted(['KILL', 'CAP_KILL'], ['all'])).toEqual(['CAP_KILL']);
  });

  it('adds all but the dropped', () => {
    expect(granted(['ALL'])).toEqual(CAPABILITIES);
    expect(granted(['all'], ['SYS_ADMIN'])).toHaveLength(40);
  });

  it('adds no more than the host can give', () => {
    expect(granted(['ALL'], [], 0b101n)).toEqual(['CAP_CHOWN', 'CAP_DAC_READ_SEARCH']);
    expect(() => granted(['BPF'], [], 0b101n)).toThrow(UnavailableCapability);
  });

  it('names an unknown capability and its option as docker does', () => {
    expect(() => granted(['FOO'])).toThrow(UnknownCapability);
    expect(() => granted(['FOO'])).toThrow('invalid CapAdd: unknown capability: "CAP_FOO"');
    expect(() => granted([], ['cap_foo'])).toThrow('invalid CapDrop: unknown capability: "CAP_FOO"');
    expect(() => granted([''])).toThrow('unknown capability: "CAP_"');
  });
});

describe('capabilityMask', () => {
  it('has the numbers of the kernel', () => {
    expect(CAPABILITIES.indexOf('CAP_SYS_ADMIN')).toBe(21);
    expect(CAPABILITIES.indexOf('CAP_CHECKPOINT_RESTORE')).toBe(40);
    expect(capabilityMask(CAPABILITIES)).toBe(all);
  });

  it('is the reverse of namesOfMask', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: all }), (mask) => {
        expect(capabilityMask(namesOfMask(mask))).toBe(mask);
      }),
    );
  });

  it('refuses a name that is none', () => {
    expect(() => capabilityMask(['CAP_FOO'])).toThrow('no capability has the name CAP_FOO');
  });
});
