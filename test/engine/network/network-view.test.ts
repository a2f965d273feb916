import { describe, expect, it } from 'vitest';
import { type NetworkTexts, networkOf, networkView } from '../../../engine/network/network-view.ts';

/** As Linux 6.1 prints them in a container on a bridge. */
const TEXTS: NetworkTexts = {
  dev: `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:      84       1    0    0    0     0          0         0       84       1    0    0    0     0       0          0
  eth0:1042       9    0    0    0     0          0         0      726       8    0    0    0     0       0          0
`,
  route: `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t0100D50A\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t0000D50A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
`,
  fib_trie: `Main:
  +-- 0.0.0.0/0 3 0 5
     +-- 10.213.0.0/16 2 0 2
        |-- 10.213.0.2
           /32 host LOCAL
        |-- 10.213.255.255
           /32 link BROADCAST
     +-- 127.0.0.0/8 2 0 2
        |-- 127.0.0.1
           /32 host LOCAL
Local:
        |-- 10.213.0.2
           /32 host LOCAL
        |-- 127.0.0.1
           /32 host LOCAL
`,
  if_inet6: `00000000000000000000000000000001 01 80 10 80       lo
fe80000000000000004205fffed50002 02 40 20 80     eth0
`,
};

const NOTHING: NetworkTexts = { dev: '', route: '', fib_trie: '', if_inet6: '' };

describe('networkOf', () => {
  it('gives each interface its addresses and what has gone through it', () => {
    expect(networkOf(TEXTS).interfaces).toEqual({
      lo: { addresses: ['127.0.0.1/8', '::1/128'], receivedBytes: 84, sentBytes: 84 },
      eth0: { addresses: ['10.213.0.2/16', 'fe80::42:5ff:fed5:2/64'], receivedBytes: 1042, sentBytes: 726 },
    });
  });

  it('prints routes as ip route does', () => {
    expect(networkOf(TEXTS).routes).toEqual(['default via 10.213.0.1 dev eth0', '10.213.0.0/16 dev eth0']);
  });

  it('leaves out an address that no route tells the interface of', () => {
    expect(networkOf({ ...TEXTS, route: '' }).interfaces.eth0!.addresses).toEqual(['fe80::42:5ff:fed5:2/64']);
  });

  it('is empty where there are no texts', () => {
    expect(networkOf(NOTHING)).toEqual({ interfaces: {}, routes: [] });
  });
});

describe('networkView', () => {
  it('shows the loopback of this very process', () => {
    expect(networkView(process.pid).interfaces.lo!.addresses).toContain('127.0.0.1/8');
  });

  it('is empty for a process that there is not', () => {
    expect(networkView(2 ** 30)).toEqual(networkOf(NOTHING));
  });
});
