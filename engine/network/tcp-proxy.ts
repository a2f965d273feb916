import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { ListenAt, Listener, ListenOn, ProxyTarget } from './host-ports.ts';

/** Listens on the host and carries each connection to the container, both ways, until both ends have said all. */
export async function listenTcp(at: ListenAt | ListenOn, target: ProxyTarget): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => relay(client, target, sockets));
  await listening(server, at);
  return {
    port: (server.address() as { port: number }).port,
    get isIdle() {
      return sockets.size === 0;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function listening(server: Server, at: ListenAt | ListenOn): Promise<void> {
  if ('fd' in at) server.listen({ fd: at.fd });
  else server.listen({ host: at.host, port: at.port, ipv6Only: at.host.includes(':'), exclusive: true });
  await once(server, 'listening');
  server.on('error', () => {});
}

/** Where the container does not answer, the caller sees what he would see there: a connection that is closed. */
function relay(client: Socket, { address, port }: ProxyTarget, sockets: Set<Socket>): void {
  const container = connect({ host: address, port, allowHalfOpen: true });
  for (const socket of [client, container]) {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  }
  const done = (error: unknown) => {
    if (error) for (const socket of [client, container]) socket.destroy();
  };
  pipeline(client, container, done);
  pipeline(container, client, done);
}
