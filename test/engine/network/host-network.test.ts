import { describe, expect, it } from 'vitest';
import { parseInterfaces, readHostNetwork } from '../../../engine/network/host-network.ts';
import { formatPrefix, parsePrefix } from '../../../engine/network/ipv4.ts';
import { parseRouteTable } from '../../../engine/network/route-table.ts';
import { chooseSubnet } from '../../../engine/network/subnet.ts';

const ROUTES = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
`;

describe('the routing table of the kernel', () => {
  it('is read, in the byte order of the kernel', () => {
    expect(
      parseRouteTable(ROUTES).map(({ device, destination, gateway }) => [device, formatPrefix(destination), gateway]),
    ).toEqual([
      ['eth0', '0.0.0.0/0', 0xc0000201],
      ['eth0', '192.0.2.0/24', 0],
    ]);
  });

  it('may be empty, or not there', () => {
    expect(parseRouteTable('')).toEqual([]);
    expect(parseRouteTable(ROUTES.split('\n')[0]!)).toEqual([]);
  });
});

describe('the host', () => {
  it('has a loopback', () => {
    expect(readHostNetwork().interfaces).toContain('lo');
  });

  it('tells its interfaces in two lines of headings and one for each', () => {
    const text = 'Inter-|   Receive\n face |bytes    packets\n    lo: 1 2 3\nveth1a:4 5 6\n';
    expect(parseInterfaces(text)).toEqual(['lo', 'veth1a']);
  });
});

describe('chooseSubnet', () => {
  const choose = (...occupied: string[]) => formatPrefix(chooseSubnet(occupied.map((text) => parsePrefix(text)!)));

  it.each([
    [[], '10.213.0.0/16'],
    [['10.213.7.0/24'], '10.214.0.0/16'],
    [['10.0.0.0/8'], '172.24.0.0/16'],
    [['10.0.0.0/8', '172.16.0.0/12'], '192.168.213.0/24'],
    [['10.213.0.53/32'], '10.214.0.0/16'],
  ])('stays clear of %j', (occupied, chosen) => {
    expect(choose(...occupied)).toBe(chosen);
  });

  it('gives up in docker’s words where everything is taken', () => {
    expect(() => choose('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16')).toThrow(
      'could not find an available, non-overlapping IPv4 address pool',
    );
  });
});
