import { describe, expect, it } from 'vitest';
import type { Redirection } from '../../../engine/network/firewall.ts';
import { iptablesFirewall } from '../../../engine/network/iptables.ts';
import { nftFirewall } from '../../../engine/network/nft.ts';

const plan = { bridge: 'learn-run0', subnet: '10.213.0.0/16', guarded: ['eth0', 'wlan0'] };
const redirections: Redirection[] = [
  { protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 8080, containerPort: 80, address: '10.213.0.2' },
  { protocol: 'udp', hostIp: '192.0.2.1', hostPort: 53, containerPort: 5353, address: '10.213.0.2' },
];

describe('the rules for nft', () => {
  const nft = nftFirewall('/usr/sbin/nft');

  it('publish and withdraw a port by its name', () => {
    expect(nft.publish('learn-run0', redirections)).toEqual({
      program: '/usr/sbin/nft',
      args: ['-f', '-'],
      input:
        'add element ip learn-run published { tcp . 8080 : 10.213.0.2 . 80 }\n' +
        'add element ip learn-run published-at { 192.0.2.1 . udp . 53 : 10.213.0.2 . 5353 }\n',
    });
    expect(nft.withdraw('learn-run0', redirections).input).toBe(
      'delete element ip learn-run published { tcp . 8080 }\n' +
        'delete element ip learn-run published-at { 192.0.2.1 . udp . 53 }\n',
    );
  });

  it('guard the interfaces that did not forward to one another, and only those', () => {
    const guard = 'iifname { "eth0", "wlan0" } oifname { "eth0", "wlan0" } drop';
    expect(nft.install(plan).input).toContain(guard);
    expect(nft.install({ ...plan, guarded: [] }).input).not.toMatch(/oifname \{/);
  });

  it('take the place of those that are there', () => {
    expect(nft.install(plan).input).toMatch(
      /^list chains\ntable ip learn-run\ndelete table ip learn-run\ntable ip learn-run \{/,
    );
    expect(nft.remove(plan).input).toBe('table ip learn-run\ndelete table ip learn-run\n');
  });
});

describe('the rules for iptables', () => {
  const iptables = iptablesFirewall('/usr/sbin/iptables-restore');

  it('publish and withdraw a port by the same line', () => {
    const lines = (text = '') => text.split('\n').filter((line) => line.startsWith('-'));
    const added = lines(iptables.publish('learn-run0', redirections).input);
    expect(added).toEqual([
      '-A LEARN-RUN ! -i learn-run0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.213.0.2:80',
      '-A LEARN-RUN -d 192.0.2.1/32 ! -i learn-run0 -p udp -m udp --dport 53 -j DNAT --to-destination 10.213.0.2:5353',
    ]);
    const removed = lines(iptables.withdraw('learn-run0', redirections).input);
    expect(removed).toEqual(added.map((line) => line.replace(/^-A/, '-D')));
  });

  it('leave nothing of ours: each that is put into a chain of others is taken out again', () => {
    const hooks = (text: string, verb: string) => text.split('\n').filter((line) => line.startsWith(verb));
    const put = hooks(iptables.install(plan).input!, '-I ').map((line) => line.slice(3));
    const taken = hooks(iptables.remove(plan).input!, '-D ').map((line) => line.slice(3));
    expect(put.length).toBe(4);
    expect(taken).toEqual(put);
  });
});
