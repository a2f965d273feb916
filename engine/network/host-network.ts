import { readFileSync } from 'node:fs';
import { maskedTo, type Prefix, parseAddress } from './ipv4.ts';

/** What of the host's network decides where ours can be. */
export interface HostNetwork {
  /** Every IPv4 network that the host has a route to, the default route left out, and its name servers. */
  readonly occupied: readonly Prefix[];
  /** Names of the interfaces, loopback included. */
  readonly interfaces: readonly string[];
}

/** Read from /proc and not from /sys: that one shows the network namespace that it was mounted in. */
export function readHostNetwork(): HostNetwork {
  return {
    occupied: [...parseRoutes(textOf('/proc/net/route')), ...nameServers(textOf('/etc/resolv.conf'))],
    interfaces: interfaceNames(),
  };
}

/** The interfaces of this process's network namespace. */
export function interfaceNames(): string[] {
  return parseInterfaces(textOf('/proc/net/dev'));
}

/** The networks in the text of /proc/net/route, whose numbers are in the host's byte order. @see proc_net(5) */
export function parseRoutes(text: string): Prefix[] {
  const rows = text.split('\n').slice(1).filter(Boolean);
  return rows.flatMap((row) => {
    const [, destination = '', , , , , , mask = ''] = row.split(/\s+/);
    const [address, netmask] = [swapped(destination), swapped(mask)];
    return netmask === 0 ? [] : [{ address, length: bitsIn(netmask) }];
  });
}

/** The names in the text of /proc/net/dev. */
export function parseInterfaces(text: string): string[] {
  return text.split('\n').flatMap((line) => /^\s*([^\s:]+):/.exec(line)?.[1] ?? []);
}

/** A container network over the name server would hide it. */
function nameServers(resolvConf: string): Prefix[] {
  return [...resolvConf.matchAll(/^\s*nameserver\s+(\S+)/gm)].flatMap(([, text]) => {
    const address = parseAddress(text!);
    return address === undefined ? [] : [{ address: maskedTo(address, 32), length: 32 }];
  });
}

/** Both processors that we run on are little-endian. */
function swapped(hex: string): number {
  return Buffer.from(hex.padStart(8, '0'), 'hex').readUInt32LE();
}

const bitsIn = (mask: number) => mask.toString(2).replaceAll('0', '').length;

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
