import type { Firewall, FirewallPlan, Redirection } from './firewall.ts';

/** Our chains: published ports in the table nat, who may pass in the table filter. */
const PORTS = 'LEARN-RUN';
const FORWARD = 'LEARN-RUN-FORWARD';
const GUARD = 'LEARN-RUN-GUARD';

/** The same rules as those of nftables, for iptables-restore(8): all lines of a table take effect at once. */
export function iptablesFirewall(program: string): Firewall {
  const restore = (input: string) => ({ program, args: ['--wait', '--noflush'], input });
  return {
    name: 'iptables',
    install: (plan) => restore(installed(plan)),
    remove: (plan) => restore(removed(plan)),
    publish: (bridge, redirections) => restore(ports('-A', bridge, redirections)),
    withdraw: (bridge, redirections) => restore(ports('-D', bridge, redirections)),
  };
}

/** `:CHAIN - [0:0]` makes the chain, or empties the one that is there. */
function installed(plan: FirewallPlan): string {
  return `*nat
:${PORTS} - [0:0]
${hooks(plan, '-I').nat.join('\n')}
COMMIT
*filter
:${FORWARD} - [0:0]
:${GUARD} - [0:0]
-A ${FORWARD} -o ${plan.bridge} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A ${FORWARD} -o ${plan.bridge} -m conntrack --ctstate DNAT -j ACCEPT
-A ${FORWARD} -i ${plan.bridge} -j ACCEPT
-A ${FORWARD} -o ${plan.bridge} -j DROP
${plan.guarded.map((name) => `-A ${FORWARD} -i ${name} -j ${GUARD}\n-A ${GUARD} -o ${name} -j DROP\n`).join('')}${hooks(plan, '-I').filter.join('\n')}
COMMIT
`;
}

function removed(plan: FirewallPlan): string {
  return `*nat
${hooks(plan, '-D').nat.join('\n')}
-F ${PORTS}
-X ${PORTS}
COMMIT
*filter
${hooks(plan, '-D').filter.join('\n')}
-F ${FORWARD}
-F ${GUARD}
-X ${FORWARD}
-X ${GUARD}
COMMIT
`;
}

/** The rules in the chains of others: those that lead to ours. */
function hooks({ bridge, subnet }: FirewallPlan, verb: '-I' | '-D') {
  return {
    nat: [
      `${verb} PREROUTING ! -i ${bridge} -m addrtype --dst-type LOCAL -j ${PORTS}`,
      `${verb} OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j ${PORTS}`,
      `${verb} POSTROUTING -s ${subnet} ! -o ${bridge} -j MASQUERADE`,
    ],
    filter: [`${verb} FORWARD -j ${FORWARD}`],
  };
}

function ports(verb: '-A' | '-D', bridge: string, redirections: readonly Redirection[]): string {
  const lines = redirections.map(({ protocol, hostIp, hostPort, address, containerPort }) => {
    const at = hostIp === '0.0.0.0' ? '' : ` -d ${hostIp}/32`;
    return `${verb} ${PORTS}${at} ! -i ${bridge} -p ${protocol} -m ${protocol} --dport ${hostPort} -j DNAT --to-destination ${address}:${containerPort}\n`;
  });
  return `*nat\n${lines.join('')}COMMIT\n`;
}
