import { readFileSync } from 'node:fs';

/** The network as one process has it: plain data, read from /proc/<pid>/net. @see proc_pid_net(5) */
export interface NetworkView {
  readonly interfaces: Readonly<Record<string, InterfaceView>>;
  /** `default via 10.0.2.2 dev eth0`, as ip-route(8) prints them. */
  readonly routes: readonly string[];
}

export interface InterfaceView {
  readonly addresses: readonly string[];
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** What the kernel shows of the network of this process; undefined where it has ended meanwhile. */
export function viewNetwork(pid: number): NetworkView | undefined {
  const read = (file: string) => readIfThere(`/proc/${pid}/net/${file}`);
  const devices = read('dev');
  if (devices === undefined) return undefined;
  return networkOf({
    devices,
    routes: read('route') ?? '',
    trie: read('fib_trie') ?? '',
    addresses6: read('if_inet6') ?? '',
  });
}

/** The texts of the kernel that are put together here. */
interface NetworkTexts {
  readonly devices: string;
  readonly routes: string;
  readonly trie: string;
  readonly addresses6: string;
}

/** The same from the texts of the kernel. */
export function networkOf({ devices, routes, trie, addresses6 }: NetworkTexts): NetworkView {
  const table = routes.split('\n').slice(1).flatMap(routeOf);
  const own = [...own4(trie, table), ...own6(addresses6)];
  const interfaces = devices.split('\n').slice(2).flatMap(deviceOf);
  return {
    interfaces: Object.fromEntries(
      interfaces.map(([name, counters]) => [
        name,
        { addresses: own.filter(({ device }) => device === name).map(({ address }) => address), ...counters },
      ]),
    ),
    routes: table.map(routeLine),
  };
}

function deviceOf(line: string): [string, Omit<InterfaceView, 'addresses'>][] {
  const [name, counters] = line.split(':');
  if (name === undefined || counters === undefined) return [];
  const figures = counters.trim().split(/\s+/).map(Number);
  return [[name.trim(), { receivedBytes: figures[0] ?? 0, sentBytes: figures[8] ?? 0 }]];
}

interface Route {
  readonly device: string;
  readonly destination: number;
  readonly gateway: number;
  readonly mask: number;
}

function routeOf(line: string): Route[] {
  const [device, destination, gateway, , , , , mask] = line.split('\t');
  if (!device || destination === undefined || gateway === undefined || mask === undefined) return [];
  return [{ device, destination: fromHex(destination), gateway: fromHex(gateway), mask: fromHex(mask) }];
}

function routeLine({ device, destination, gateway, mask }: Route): string {
  const to = mask === 0 ? 'default' : `${dotted(destination)}/${bitsOf(mask)}`;
  return `${to}${gateway === 0 ? '' : ` via ${dotted(gateway)}`} dev ${device}`;
}

/** The kernel prints an address as the number that its bytes are on this processor: the first one is the last. */
const fromHex = (text: string) => Buffer.from(text, 'hex').reverse().readUInt32BE();

const dotted = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');

const bitsOf = (mask: number) => mask.toString(2).replaceAll('0', '').length;

const numberOf = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

interface OwnAddress {
  readonly device: string;
  readonly address: string;
}

/** The trie lists each address that is this network's own, without its interface: the routes tell that. */
function own4(trie: string, routes: readonly Route[]): OwnAddress[] {
  const addresses = [...trie.matchAll(/\|-- (\S+)\n\s+\/32 host LOCAL/g)].map(([, address]) => address!);
  return [...new Set(addresses)].flatMap((address) => {
    if (address.startsWith('127.')) return [{ device: 'lo', address: `${address}/8` }];
    const route = routes.find(({ mask, destination }) => mask !== 0 && isWithin(numberOf(address), destination, mask));
    return route === undefined ? [] : [{ device: route.device, address: `${address}/${bitsOf(route.mask)}` }];
  });
}

const isWithin = (address: number, network: number, mask: number) => (address & mask) >>> 0 === network;

/** `fe80…0001 02 40 20 80 eth0`: address, index and length in hexadecimal. */
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

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
