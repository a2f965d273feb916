import { readIfThere } from '../read-if-there.ts';
import { formatAddress, formatPrefix, maskedTo, type Prefix, parseAddress } from './ipv4.ts';
import { parseRouteTable, type Route } from './route-table.ts';

/** The network as a process sees it: plain data, read from /proc/<pid>/net. @see proc_pid_net(5) */
export interface NetworkView {
  readonly interfaces: Readonly<Record<string, InterfaceView>>;
  /** `default via 10.213.0.1 dev eth0` */
  readonly routes: readonly string[];
}

/** One interface, and what has gone through it since it was made. */
export interface InterfaceView {
  /** `10.213.0.2/16` */
  readonly addresses: readonly string[];
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** The texts of the kernel that are put together here, by their names in /proc/<pid>/net. */
export type NetworkTexts = Readonly<Record<(typeof FILES)[number], string>>;

const FILES = ['dev', 'route', 'fib_trie', 'if_inet6'] as const;

/** What the kernel shows of the network of the process; empty where it has ended meanwhile. */
export function networkView(pid: number): NetworkView {
  const texts = FILES.map((file) => [file, readIfThere(`/proc/${pid}/net/${file}`)]);
  return networkOf(Object.fromEntries(texts));
}

/** The same from the texts of the kernel. */
export function networkOf(texts: NetworkTexts): NetworkView {
  const routes = parseRouteTable(texts.route);
  const own = [...own4(texts.fib_trie, routes), ...own6(texts.if_inet6)];
  const interfaces = texts.dev.split('\n').flatMap(interfaceOf);
  return {
    interfaces: Object.fromEntries(
      interfaces.map(([name, counters]) => [
        name,
        { addresses: own.filter(({ device }) => device === name).map(({ address }) => address), ...counters },
      ]),
    ),
    routes: routes.map(routeText),
  };
}

/** A line of /proc/net/dev: the name, eight figures of what came in, eight of what went out. The headings are no such line. */
function interfaceOf(line: string): [string, Omit<InterfaceView, 'addresses'>][] {
  const [, name, counters = ''] = /^\s*([^\s:]+):(.*)$/.exec(line) ?? [];
  if (name === undefined) return [];
  const figures = counters.trim().split(/\s+/).map(Number);
  return [[name, { receivedBytes: figures[0] ?? 0, sentBytes: figures[8] ?? 0 }]];
}

/** In the words of ip-route(8). */
function routeText({ device, destination, gateway }: Route): string {
  const target = destination.length === 0 ? 'default' : formatPrefix(destination);
  return `${target}${gateway === 0 ? '' : ` via ${formatAddress(gateway)}`} dev ${device}`;
}

interface OwnAddress {
  readonly device: string;
  readonly address: string;
}

/** The trie lists each address that is this network's own, without its interface: the routes tell that. */
function own4(trie: string, routes: readonly Route[]): OwnAddress[] {
  const addresses = [...trie.matchAll(/\|-- (\S+)\n\s+\/32 host LOCAL/g)].map(([, address]) => address!);
  return [...new Set(addresses)].flatMap((address) => {
    if (address.startsWith('127.')) return [{ device: 'lo', address: `${address}/8` }];
    const route = routes.find(({ destination }) => destination.length > 0 && isIn(destination, address));
    return route === undefined ? [] : [{ device: route.device, address: `${address}/${route.destination.length}` }];
  });
}

function isIn({ address, length }: Prefix, text: string): boolean {
  return maskedTo(parseAddress(text)!, length) === address;
}

/** `fe80…0001 02 40 20 80 eth0`: address, index and length in hexadecimal, and last the interface. */
function own6(text: string): OwnAddress[] {
  return text.split('\n').flatMap((line) => {
    const [address, , length, , , device] = line.trim().split(/\s+/);
    if (address === undefined || length === undefined || device === undefined) return [];
    return [{ device, address: `${shortened(address)}/${Number.parseInt(length, 16)}` }];
  });
}

/** RFC 5952, which WHATWG's URLs follow: the longest row of zeros is left out. */
function shortened(hex: string): string {
  const { hostname } = new URL(`http://[${hex.replace(/(.{4})(?!$)/g, '$1:')}]/`);
  return hostname.slice(1, -1);
}
