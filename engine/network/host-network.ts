import { readIfThere } from '../read-if-there.ts';
import { type Prefix, parseAddress } from './ipv4.ts';
import { parseRouteTable } from './route-table.ts';

/** What of the host's network decides where ours can be. */
export interface HostNetwork {
  /** Every IPv4 network that the host has a route to, the default route left out, and its name servers. */
  readonly occupied: readonly Prefix[];
  /** Names of the interfaces, loopback included. */
  readonly interfaces: readonly string[];
}

/** Read from /proc and not from /sys: that one shows the network namespace that it was mounted in. */
export function readHostNetwork(): HostNetwork {
  const routes = parseRouteTable(readIfThere('/proc/net/route')).map(({ destination }) => destination);
  return {
    // A container network over a name server would hide it.
    occupied: [...routes.filter(({ length }) => length > 0), ...nameServersIn(readIfThere('/etc/resolv.conf'))],
    interfaces: interfaceNames(),
  };
}

/** The interfaces of this process's network namespace. */
export function interfaceNames(): string[] {
  return parseInterfaces(readIfThere('/proc/net/dev'));
}

/** The names in the text of /proc/net/dev. */
export function parseInterfaces(text: string): string[] {
  return text.split('\n').flatMap((line) => /^\s*([^\s:]+):/.exec(line)?.[1] ?? []);
}

function nameServersIn(resolvConf: string): Prefix[] {
  return [...resolvConf.matchAll(/^\s*nameserver\s+(\S+)/gm)].flatMap(([, text]) => {
    const address = parseAddress(text!);
    return address === undefined ? [] : [{ address, length: 32 }];
  });
}
