import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Decision } from '../../machines/actors/pace.ts';
import { type Refusal, refuseStranger } from './gate.ts';
import type { Journal } from './journal.ts';
import { Keys } from './keys.ts';
import { sendJournal } from './stream.ts';

/** What the page is made of, by its address. */
export type Assets = Readonly<Record<string, { readonly type: string; readonly body: string }>>;

export interface InspectorServerOptions {
  readonly journal: Journal;
  /** Served to anybody: the same for every run. */
  readonly assets: Assets;
  /** The drawings of the charts, as JSON. */
  readonly drawings: string;
  /** A page has decided something about the stop of that number; false where that stop is over. */
  decide(number: number, decision: Decision): boolean;
  /** How many pages follow, each time that changes. */
  onPages?(count: number): void;
}

const MAX_PAGES = 32;
/** How long the end of the story may take to be read, in milliseconds. */
const PATIENCE = 500;
const MAX_BODY = 4096;
const DECISIONS: readonly unknown[] = ['next', 'detail', 'runOn', 'quit'] satisfies Decision[];

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** A web server for one run and one person: on this machine only, and only for whoever has the printed address. */
export class InspectorServer {
  readonly #options: InspectorServerOptions;
  readonly #keys = new Keys();
  readonly #server: Server;
  #port = 0;
  readonly #streams = new Set<ServerResponse>();

  constructor(options: InspectorServerOptions) {
    this.#options = options;
    this.#server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, this.#answer);
    this.#server.maxHeadersCount = 100;
    this.#server.maxConnections = 2 * MAX_PAGES;
    this.#server.on('upgrade', (_, socket) => socket.destroy());
    this.#server.on('clientError', (_, socket) => socket.destroy());
  }

  /** Begins to listen; resolves with the address for the person, good for one use. */
  async open(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    this.#port = (this.#server.address() as AddressInfo).port;
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
    if (stranger !== undefined) send(response, stranger);
    else if (isNews(request) && this.#mayFollow(request)) this.#follow(request, response);
    else if (request.method === 'GET') send(response, this.#give(request));
    else
      void this.#take(request).then(
        (reply) => send(response, reply),
        () => response.destroy(),
      );
  };

  #mayFollow({ headers }: IncomingMessage): boolean {
    return this.#keys.opens(headers.authorization) && this.#streams.size < MAX_PAGES;
  }

  #follow({ url }: IncomingMessage, response: ServerResponse): void {
    const { journal } = this.#options;
    this.#streams.add(response);
    this.#options.onPages?.(this.#streams.size);
    sendJournal(journal, Number(NEWS.exec(url!)![1]), response, () => {
      this.#streams.delete(response);
      this.#options.onPages?.(this.#streams.size);
    });
  }

  #give(request: IncomingMessage): Reply {
    const { assets, drawings } = this.#options;
    const url = request.url!;
    // Exact names from a table: nothing is decoded, and no address is ever a path.
    if (Object.hasOwn(assets, url)) return assets[url]!;
    if (url !== '/drawings' && !isNews(request)) return { status: 404, reason: 'not found' };
    if (!this.#keys.opens(request.headers.authorization)) return { status: 401, reason: 'no key' };
    return isNews(request) ? { status: 503, reason: 'too many pages' } : { type: 'application/json', body: drawings };
  }

  async #take(request: IncomingMessage): Promise<Reply> {
    const { url, headers } = request;
    if (url !== '/session' && url !== '/decision') return { status: 404, reason: 'not found' };
    if (url === '/decision' && !this.#keys.opens(headers.authorization)) return { status: 401, reason: 'no key' };
    const body = await bodyOf(request);
    if (body === undefined) return { status: 413, reason: 'too large' };
    const message = parsed(body);
    if (message === undefined) return { status: 400, reason: 'not understood' };
    return url === '/session' ? this.#letIn(message) : this.#decide(message);
  }

  #letIn({ token }: Readonly<Record<string, unknown>>): Reply {
    const key = this.#keys.exchange(token);
    return key === undefined ? { status: 401, reason: 'wrong or used token' } : json({ key });
  }

  #decide({ number, decision }: Readonly<Record<string, unknown>>): Reply {
    const isUnderstood = Number.isSafeInteger(number) && DECISIONS.includes(decision);
    if (!isUnderstood) return { status: 400, reason: 'not understood' };
    return json({ isTaken: this.#options.decide(number as number, decision as Decision) });
  }
}

type Reply = Refusal | { readonly type: string; readonly body: string };

const json = (value: unknown): Reply => ({ type: 'application/json', body: JSON.stringify(value) });

function send(response: ServerResponse, reply: Reply): void {
  const isRefusal = 'reason' in reply;
  const type = isRefusal ? 'text/plain' : reply.type;
  // Whatever else a refused request brings is not read.
  if (isRefusal) response.setHeader('connection', 'close');
  response.writeHead(isRefusal ? reply.status : 200, { 'content-type': `${type}; charset=utf-8` });
  response.end(isRefusal ? `${reply.reason}\n` : reply.body);
}

/** The stream of what happens, from that line on. */
const NEWS = /^\/news\?from=(\d{1,9})$/;
const isNews = ({ method, url }: IncomingMessage) => method === 'GET' && NEWS.test(url!);

/** The whole body; undefined where it is larger than anything that a page of ours would send. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
