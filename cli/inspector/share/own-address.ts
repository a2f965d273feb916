import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import type { Place } from '../listen.ts';
import { CannotShare } from './errors.ts';

/** What `--share` asks for: undefined leaves the choice to us. */
export interface WantedPlace {
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/** An address of this machine. */
export interface OwnAddress {
  readonly address: string;
  /** `wlan0` */
  readonly device: string;
  readonly isLoopback: boolean;
}

/** Where a class is let in. */
export interface SharedPlace extends Place {
  readonly device: string;
  /** Where it could have been as well, in other networks; empty where somebody has named this one. */
  readonly others: readonly OwnAddress[];
}

/** What is asked of the machine. */
export interface Surroundings {
  readonly own: readonly OwnAddress[];
  /** The address from which this machine talks to the world; undefined where it does not. */
  readonly leadingOut: () => Promise<string | undefined>;
}

/** Somewhere in the world, where nobody is: an address for examples (RFC 5737). */
const ELSEWHERE = '198.51.100.1';

/** IPv4 before IPv6, and no address of IPv6 that needs the name of its device: a browser knows no such names. */
export function ownAddresses(interfaces = networkInterfaces()): OwnAddress[] {
  return Object.entries(interfaces)
    .flatMap(([device, infos = []]) => infos.map((info) => [device, info] as const))
    .filter(([, { family, address }]) => family === 'IPv4' || !/^fe[89ab]/i.test(address))
    .toSorted(([, a], [, b]) => a.family.localeCompare(b.family))
    .map(([device, { address, internal }]: readonly [string, NetworkInterfaceInfo]) => ({
      address,
      device,
      isLoopback: internal,
    }));
}

/** The kernel's own choice. Connecting a datagram socket looks a route up, and sends nothing. */
async function leadingOut(): Promise<string | undefined> {
  const socket = createSocket('udp4');
  try {
    socket.connect(9, ELSEWHERE);
    await once(socket, 'connect');
    return socket.address().address;
  } catch {
    return undefined;
  } finally {
    socket.close();
  }
}

/**
 * Where a class is let in: at the address that is named, else at the one that leads out of this machine.
 *
 * @throws CannotShare where there is none, or what is named is none of this machine's
 */
export async function sharedPlace(
  { address, port = 0 }: WantedPlace,
  { own, leadingOut: ask }: Surroundings = { own: ownAddresses(), leadingOut },
): Promise<SharedPlace> {
  const reachable = own.filter(({ isLoopback }) => !isLoopback);
  if (address !== undefined) return { ...named(address, own), port, others: [] };
  const chosen = await likeliest(reachable, ask);
  return { ...chosen, port, others: reachable.filter(({ device }) => device !== chosen.device) };
}

async function likeliest(reachable: readonly OwnAddress[], ask: Surroundings['leadingOut']): Promise<OwnAddress> {
  const outward = reachable.length > 1 ? await ask() : undefined;
  const chosen = reachable.find((one) => one.address === outward) ?? reachable[0];
  if (chosen !== undefined) return chosen;
  throw new CannotShare(
    'this machine has no address that others could reach',
    'Join the network of the class, or make a tunnel of your own: --share=127.0.0.1:4000, and ssh -L 4000:127.0.0.1:4000.',
  );
}

function named(address: string, own: readonly OwnAddress[]): OwnAddress {
  const found = own.find((one) => one.address === address.toLowerCase());
  if (found !== undefined) return found;
  const known = `Its own: ${own.map((one) => `${one.address} (${one.device})`).join(', ')}.`;
  if (isIP(address) !== 0 && /^[0:.]+$/.test(address))
    throw new CannotShare(`${address} would open it to every network that this machine is in`, `Name one. ${known}`);
  throw new CannotShare(`${address} is not an address of this machine`, known);
}
