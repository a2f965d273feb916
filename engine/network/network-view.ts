import { parseInterfaces } from './host-network.ts';
import { formatAddress, formatPrefix } from './ipv4.ts';
import { readIfThere } from './read-if-there.ts';
import { parseRouteTable, type Route } from './route-table.ts';

/** The network as a process sees it: plain data, read from /proc/<pid>/net. @see proc_net(5) */
export interface NetworkView {
  readonly interfaces: readonly string[];
  /** `default via 10.213.0.1 dev eth0` */
  readonly routes: readonly string[];
}

/** What the kernel shows of the network of the process; empty where it has ended meanwhile. */
export function networkView(pid: number): NetworkView {
  return {
    interfaces: parseInterfaces(readIfThere(`/proc/${pid}/net/dev`)),
    routes: parseRouteTable(readIfThere(`/proc/${pid}/net/route`)).map(routeText),
  };
}

/** In the words of ip-route(8). */
function routeText({ device, destination, gateway }: Route): string {
  const target = destination.length === 0 ? 'default' : formatPrefix(destination);
  return `${target}${gateway === 0 ? '' : ` via ${formatAddress(gateway)}`} dev ${device}`;
}
