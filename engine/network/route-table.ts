import type { Prefix } from './ipv4.ts';

/** One row of a routing table. */
export interface Route {
  readonly device: string;
  /** Length 0 is the default route. */
  readonly destination: Prefix;
  /** 0 where the network is at the device itself. */
  readonly gateway: number;
}

/** The rows in the text of /proc/net/route. @see proc_net(5) */
export function parseRouteTable(text: string): Route[] {
  const rows = text.split('\n').slice(1).filter(Boolean);
  return rows.map((row) => {
    const [device = '', destination, gateway, , , , , mask] = row.split(/\s+/);
    const length = number(mask).toString(2).replaceAll('0', '').length;
    return { device, destination: { address: number(destination), length }, gateway: number(gateway) };
  });
}

/** The kernel prints these numbers in the byte order of the processor, and those that we run on are little-endian. */
function number(hex = ''): number {
  return Buffer.from(hex.padStart(8, '0'), 'hex').readUInt32LE();
}
