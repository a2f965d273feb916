import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type ApiOptions, give, refusePost, take } from './api.ts';
import { refuseStranger } from './gate.ts';
import { Keys } from './keys.ts';
import { listenOnLoopback } from './loopback.ts';
import type { Role } from './page/messages.ts';
import { type Reply, refused, sendReply } from './reply.ts';
import { readObject } from './request-body.ts';
import { sendJournal } from './stream.ts';

export interface InspectorServerOptions extends Omit<ApiOptions, 'keys'> {
  /** How many pages follow, each time that changes. */
  onPages?(count: number): void;
  readonly timeouts?: Timeouts;
}

/** How long a request may take, in milliseconds: whoever sends a letter a minute holds a place that others need. */
interface Timeouts {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** How often Node looks for requests that take longer. */
  readonly connectionsCheckingInterval: number;
}

const TIMEOUTS: Timeouts = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5000 };

const MAX_PAGES = 32;
/** How long the end of the story may take to be read, in milliseconds. */
const PATIENCE = 500;

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** A web server for one run: on this machine only, and only for whoever has the printed address, or was invited. */
export class InspectorServer {
  readonly #options: InspectorServerOptions;
  readonly #keys = new Keys();
  readonly #server: Server;
  #port = 0;
  readonly #streams = new Set<ServerResponse>();

  constructor(options: InspectorServerOptions) {
    this.#options = options;
    this.#server = createServer({ ...(options.timeouts ?? TIMEOUTS) }, this.#answer);
    this.#server.maxHeadersCount = 100;
    this.#server.maxConnections = 2 * MAX_PAGES;
    this.#server.on('upgrade', (_, socket) => socket.destroy());
    this.#server.on('clientError', (_, socket) => socket.destroy());
  }

  /** Begins to listen; resolves with the address for the person, good for one use. */
  async open(): Promise<string> {
    this.#port = await listenOnLoopback(this.#server);
    // Behind a #, the token is neither sent nor passed on as a referrer; the page takes it out of the address.
    return `http://127.0.0.1:${this.#port}/#${this.#keys.token}`;
  }

  /** Lets every page read what was told, and ends the connections: at once where one does not read. Idempotent. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const stream of this.#streams) stream.end();
    this.#server.closeIdleConnections();
    const impatience = setTimeout(() => this.#server.closeAllConnections(), PATIENCE);
    await closed;
    clearTimeout(impatience);
  }

  readonly #answer = (request: IncomingMessage, response: ServerResponse): void => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const stranger = refuseStranger(request, this.#port);
    const from = fromOfNews(request);
    const role = this.#keys.roleOf(request.headers.authorization);
    if (stranger !== undefined) sendReply(response, stranger);
    else if (from !== undefined && role !== undefined && this.#streams.size < MAX_PAGES) this.#follow(from, response);
    else
      void this.#reply(request, role).then((reply) => sendReply(response, reply, packings(request)), failing(response));
  };

  #follow(from: number, response: ServerResponse): void {
    this.#streams.add(response);
    this.#options.onPages?.(this.#streams.size);
    sendJournal(this.#options.journal, from, response, () => {
      this.#streams.delete(response);
      this.#options.onPages?.(this.#streams.size);
    });
  }

  async #reply(request: IncomingMessage, role: Role | undefined): Promise<Reply> {
    const options = { ...this.#options, keys: this.#keys };
    const url = request.url!;
    if (fromOfNews(request) !== undefined) return role ? refused(503, 'too many pages') : refused(401, 'no key');
    if (request.method === 'GET') return give(url, role, options);
    const refusal = refusePost(url, role);
    if (refusal !== undefined) return refusal;
    const message = await readObject(request);
    if (message === 'too large') return refused(413, 'too large');
    return message === undefined ? refused(400, 'not understood') : take(url, message, options);
  }
}

/** A mistake of ours is not the run's business, and its details are not the page's. */
const failing = (response: ServerResponse) => () => {
  if (response.headersSent || response.destroyed) response.destroy();
  else sendReply(response, refused(500, 'something went wrong in the inspector'));
};

const packings = ({ headers }: IncomingMessage) => String(headers['accept-encoding'] ?? '');

/** The stream of what happens: from which line on it is wanted. */
function fromOfNews({ method, url }: IncomingMessage): number | undefined {
  const [, from] = /^\/news\?from=(\d{1,9})$/.exec(url!) ?? [];
  return method === 'GET' && from !== undefined ? Number(from) : undefined;
}
