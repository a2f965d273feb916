import { describe, expect, it } from 'vitest';
import {
  interfacesOf,
  type NetworkDocument,
  networkAt,
  wayOut,
} from '../../../../../cli/inspector/page/model/network-facts.ts';
import { chronicleOf, stepEvents } from '../../../../fixtures/story.ts';

const BRIDGE: NetworkDocument = {
  mode: 'bridge',
  bridge: 'br0',
  subnet: '10.0.0.0/16',
  gateway: '10.0.0.1',
  interface: 'eth0',
  hostInterface: 'veth1',
  address: '10.0.0.2/16',
};

const names = (network: NetworkDocument) => wayOut(network).map(({ name }) => name);

describe('the way out of a container', () => {
  it('leads over a cable and a bridge', () => {
    expect(names(BRIDGE)).toEqual(['the program', 'eth0', 'veth1', 'br0', 'masquerading', 'the world']);
  });

  it('leads through a helper, where no root may make cables', () => {
    const { bridge: _, hostInterface: __, ...rest } = BRIDGE;
    expect(names({ ...rest, helper: 'pasta' })).toEqual(['the program', 'eth0', 'pasta', 'the world']);
  });

  it('ends at loopback where there is no network', () => {
    expect(names({ mode: 'none' })).toEqual(['the program', 'lo']);
  });

  it('is that of the host, or of another container', () => {
    expect(names({ mode: 'host' }).at(-1)).toBe('the network of the host');
    expect(wayOut({ mode: 'container:x', joined: 'net:[4026]' }).at(-1)?.words).toBe('net:[4026]');
  });
});

describe('the network in a story', () => {
  const made = { ...BRIDGE, commands: [{ command: 'ip link add' }] };
  const events = [
    ...stepEvents(1, 'connectNetwork', 'it is connected', { network: { ...made } as never }),
    ...stepEvents(2, 'deleteContainer', 'gone', { network: { commands: [{ command: 'ip link delete' }] } }),
  ];

  it('is not there before it was made', () => {
    expect(networkAt(chronicleOf(events), 1)).toBeUndefined();
  });

  it('stays to be seen when it was removed, together with how', () => {
    const found = networkAt(chronicleOf(events), Number.POSITIVE_INFINITY);
    expect(found).toMatchObject({ network: made, takenBack: [{ command: 'ip link delete' }] });
  });
});

describe('the interfaces of a container', () => {
  it('are told with their addresses and what went through', () => {
    const lo = { addresses: ['127.0.0.1/8', '::1/128'], receivedBytes: 2048, sentBytes: 0 };
    expect(interfacesOf({ mode: 'none', inside: { interfaces: { lo } } })).toEqual([
      { name: 'lo', words: '127.0.0.1/8, ::1/128; received 2.0 kB, sent 0 B' },
    ]);
  });

  it('are names alone, where they are the host’s own', () => {
    expect(interfacesOf({ mode: 'host', inside: { interfaces: ['eth0'] } })).toEqual([{ name: 'eth0', words: '' }]);
    expect(interfacesOf({ mode: 'host' })).toEqual([]);
  });
});
