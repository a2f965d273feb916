import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { ListenAt, Listener, ListenOn, ProxyTarget } from './host-ports.ts';

/** How long a caller who says nothing may still be answered. Docker's. */
const PATIENCE_MS = 90_000;

/** More callers than this at a time are not listened to: each takes a socket. */
const MOST_CALLERS = 1024;

/** Listens on the host and carries datagrams to the container; each caller has a socket of his own, for the answers. */
export async function listenUdp(at: ListenAt | ListenOn, target: ProxyTarget): Promise<Listener> {
  const isIpv6 = 'host' in at && at.host.includes(':');
  const server = createSocket({ type: isIpv6 ? 'udp6' : 'udp4', ipv6Only: isIpv6 });
  const callers = new Map<string, Caller>();
  if ('fd' in at) server.bind({ fd: at.fd });
  else server.bind({ address: at.host, port: at.port, exclusive: true });
  await once(server, 'listening');
  server.on('error', () => {});
  server.on('message', (message, from) => callerOf(from, server, target, callers)?.send(message));
  return {
    port: server.address().port,
    get isIdle() {
      return callers.size === 0;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const caller of callers.values()) caller.close();
      await closed;
    },
  };
}

function callerOf(
  from: RemoteInfo,
  server: Socket,
  target: ProxyTarget,
  callers: Map<string, Caller>,
): Caller | undefined {
  const name = `${from.address} ${from.port}`;
  const known = callers.get(name);
  if (known || callers.size >= MOST_CALLERS) return known;
  const caller = new Caller(from, server, target, () => callers.delete(name));
  callers.set(name, caller);
  return caller;
}

/** One who has sent something, and may get answers. */
class Caller {
  readonly #socket = createSocket('udp4');
  readonly #target: ProxyTarget;
  readonly #timer: NodeJS.Timeout;

  constructor({ address, port }: RemoteInfo, server: Socket, target: ProxyTarget, onClose: () => void) {
    this.#target = target;
    this.#timer = setTimeout(() => this.close(), PATIENCE_MS).unref();
    this.#socket.on('error', () => {});
    this.#socket.once('close', onClose);
    this.#socket.on('message', (answer, from) => {
      // Nobody but the container answers for it.
      if (from.address !== target.address || from.port !== target.port) return;
      this.#timer.refresh();
      server.send(answer, port, address, () => {});
    });
  }

  send(message: Buffer): void {
    this.#timer.refresh();
    this.#socket.send(message, this.#target.port, this.#target.address, () => {});
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#socket.close();
  }
}
