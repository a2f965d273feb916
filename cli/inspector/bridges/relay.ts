import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { refuseStranger } from '../gate.ts';
import { Keys } from '../keys.ts';
import { LOOPBACK, listen, loopbackHosts } from '../listen.ts';
import { refused, sendReply } from '../reply.ts';

/** No message of an inspector is longer. */
const MAX_MESSAGE = 64 * 1024;
/** Whoever leaves so many bytes unread is not waited for, and costs no more memory. */
const MAX_UNREAD = 32 * 1024 * 1024;
/** How long the end of the story may take to be read, in milliseconds. */
const PATIENCE = 500;

/** A WebSocket server on this machine only, for the one client that has the printed address. */
export class Relay {
  /** Those who were let in. */
  readonly sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE });
  readonly #server: Server = createServer((_, response) => sendReply(response, refused(404, 'this is a WebSocket')));
  readonly #keys = new Keys();
  readonly #onClients: (count: number) => void;
  #port = 0;

  /** @param onClients how many follow, each time that changes */
  constructor(onClients: (count: number) => void) {
    this.#onClients = onClients;
    this.#server.maxConnections = 16;
    this.#server.on('upgrade', (request, socket, head) => this.#letIn(request, socket, head));
    this.#server.on('clientError', (_, socket) => socket.destroy());
  }

  /** Begins to listen; resolves with the address, good for one client. */
  async open(): Promise<string> {
    this.#port = await listen(this.#server, LOOPBACK);
    return `ws://127.0.0.1:${this.#port}/${this.#keys.token}`;
  }

  /** Tells everybody who was let in. */
  send(message: string): void {
    this.dropSlow();
    for (const client of this.sockets.clients) client.send(message);
  }

  /** Sends away those who do not read. */
  dropSlow(): void {
    for (const client of this.sockets.clients) if (client.bufferedAmount > MAX_UNREAD) client.terminate();
  }

  /** Lets everybody read what was told, and ends the connections: at once where one does not read. Idempotent. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const client of this.sockets.clients) client.close(1000, 'the run is over');
    this.#server.closeIdleConnections();
    const impatience = setTimeout(() => {
      for (const client of this.sockets.clients) client.terminate();
      this.#server.closeAllConnections();
    }, PATIENCE);
    await closed;
    clearTimeout(impatience);
  }

  /** The gate of our own page stands before the others too: a browser asks for no leave to open a WebSocket anywhere. */
  #letIn(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const stranger = refuseStranger(request, loopbackHosts(this.#port));
    // The token is read last: a stranger does not use it up.
    if (stranger !== undefined) turnAway(socket, stranger.status, stranger.reason);
    else if (this.#keys.exchange(request.url!.slice(1)) === undefined) turnAway(socket, 401, 'wrong or used token');
    else this.sockets.handleUpgrade(request, socket, head, (client) => this.#welcome(client, request));
  }

  #welcome(client: WebSocket, request: IncomingMessage): void {
    client.on('error', () => client.terminate());
    client.on('close', () => this.#onClients(this.sockets.clients.size));
    this.sockets.emit('connection', client, request);
    this.#onClients(this.sockets.clients.size);
  }
}

function turnAway(socket: Duplex, status: number, reason: string): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n${reason}\n`);
}
