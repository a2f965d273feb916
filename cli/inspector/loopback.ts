import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Has the server listen on this machine only; resolves with its port, which the kernel chooses. */
export async function listenOnLoopback(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
