import type { Server } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';

/** Where a server is to listen. */
export interface Place {
  /** An IP address of this machine. */
  readonly address: string;
  /** 0 lets the kernel choose. */
  readonly port: number;
}

/** This machine only, and a port that nobody can guess. */
export const LOOPBACK: Place = { address: '127.0.0.1', port: 0 };

/** Has the server listen there and nowhere else; resolves with its port. */
export async function listen(server: Server, { address, port }: Place): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** The names under which a browser on this machine asks for a server on its loopback address. */
export const loopbackHosts = (port: number): string[] => [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];

/** The names under which a browser asks for a server: its address, whose port goes without saying where it is 80. */
export function hostsOf({ address, port }: Place): string[] {
  if (address === LOOPBACK.address) return loopbackHosts(port);
  const name = isIPv6(address) ? `[${address}]` : address;
  return port === 80 ? [name, `${name}:80`] : [`${name}:${port}`];
}
