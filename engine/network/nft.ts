import type { Firewall, FirewallPlan, Redirection } from './firewall.ts';

/** Our table of family ip: nobody else's rules are in it, and with it all of ours are gone. */
const TABLE = 'ip learn-run';

/** Rules of nftables. Published ports are elements of two maps, so that each can be taken out by its name. @see nft(8) */
export function nftFirewall(program: string): Firewall {
  const nft = (input: string) => ({ program, args: ['-f', '-'], input });
  return {
    name: 'nft',
    // What it prints of the chains of others tells who else filters.
    install: (plan) => nft(`list chains\ntable ${TABLE}\ndelete table ${TABLE}\n${table(plan)}`),
    remove: () => nft(`table ${TABLE}\ndelete table ${TABLE}\n`),
    publish: (_, redirections) => nft(elements('add', redirections, keyAndTarget)),
    withdraw: (_, redirections) => nft(elements('delete', redirections, key)),
  };
}

/**
 * Who is asked on one of the host's own addresses passes it on where the port is published; loopback is left to the proxy,
 * because a packet from 127.0.0.1 has no way back from the bridge. Containers among themselves are not looked at. What
 * comes from elsewhere is an answer, or meant for a published port, or dropped.
 */
function table({ bridge, subnet, guarded }: FirewallPlan): string {
  const names = `{ ${guarded.map((name) => `"${name}"`).join(', ')} }`;
  const guard = guarded.length === 0 ? '' : `\n    iifname ${names} oifname ${names} drop`;
  return `table ${TABLE} {
  map published { type inet_proto . inet_service : ipv4_addr . inet_service; }
  map published-at { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; }
  chain ports {
    dnat ip to ip daddr . meta l4proto . th dport map @published-at
    dnat ip to meta l4proto . th dport map @published
  }
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    iifname != "${bridge}" fib daddr type local jump ports
  }
  chain output {
    type nat hook output priority -100; policy accept;
    ip daddr != 127.0.0.0/8 fib daddr type local jump ports
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr ${subnet} oifname != "${bridge}" masquerade
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    oifname "${bridge}" ct state established,related accept
    oifname "${bridge}" ct status dnat accept
    iifname "${bridge}" accept
    oifname "${bridge}" drop${guard}
  }
}
`;
}

function elements(verb: 'add' | 'delete', all: readonly Redirection[], text: (one: Redirection) => string): string {
  const maps = { published: all.filter(isEverywhere), 'published-at': all.filter((one) => !isEverywhere(one)) };
  return Object.entries(maps)
    .filter(([, some]) => some.length > 0)
    .map(([map, some]) => `${verb} element ${TABLE} ${map} { ${some.map(text).join(', ')} }\n`)
    .join('');
}

const isEverywhere = ({ hostIp }: Redirection) => hostIp === '0.0.0.0';

function key(one: Redirection): string {
  return `${isEverywhere(one) ? '' : `${one.hostIp} . `}${one.protocol} . ${one.hostPort}`;
}

function keyAndTarget(one: Redirection): string {
  return `${key(one)} : ${one.address} . ${one.containerPort}`;
}
