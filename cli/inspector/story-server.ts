import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Answers } from './answers.ts';
import { type ApiOptions, documentIn, give, refusePost, take } from './api.ts';
import type { Bulletin } from './bulletin.ts';
import { refuseStranger } from './gate.ts';
import type { Story } from './journal.ts';
import { limitConnections } from './limit-connections.ts';
import { hostsOf, listen, type Place } from './listen.ts';
import type { Role } from './page/messages.ts';
import { type Reply, refused, sendReply } from './reply.ts';
import { readObject } from './request-body.ts';
import { type Renewal, Seats } from './seats.ts';
import { sendStory } from './stream.ts';

export interface StoryServerOptions extends ApiOptions {
  /** The story as it is sent; the journal itself where it is left out. */
  readonly story?: Story;
  readonly bulletin?: Bulletin | undefined;
  /** So many pages can follow at once. */
  readonly mostPages: number;
  /** So many connections can be open at once: a browser opens several for a page. */
  readonly mostConnections: number;
  /** So many of them from one address; all where it is left out. */
  readonly mostPerAddress?: number | undefined;
  /** Where pages have to ask for the rest now and then, so that one that has vanished holds no place. */
  readonly renewal?: Renewal | undefined;
  /** How many bytes may wait for a page that does not read. */
  readonly maxWaiting?: number;
  /** How many pages follow, and how many of them may drive, each time that changes. */
  onPages?(count: number, drivers: number): void;
  readonly timeouts?: Timeouts;
}

/** How long a request may take, in milliseconds: whoever sends a letter a minute holds a place that others need. */
interface Timeouts {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** How often Node looks for requests that take longer. */
  readonly connectionsCheckingInterval: number;
  /** How long an answer may lie there of which nothing is read. The story has a patience of its own. */
  readonly answerTimeout: number;
}

const TIMEOUTS: Timeouts = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
  answerTimeout: 15_000,
};

/** How long the end of the story may take to be read, in milliseconds. */
const PATIENCE = 500;

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** A web server for one story, on one address of this machine, and only for those whom its door lets in. */
export class StoryServer {
  readonly #options: StoryServerOptions;
  readonly #server: Server;
  readonly #answerTimeout: number;
  #hosts: readonly string[] = [];
  readonly #seats: Seats;
  #isClosing = false;
  readonly #answers = new Answers();

  constructor(options: StoryServerOptions) {
    this.#options = options;
    const { timeouts = TIMEOUTS, mostPages, mostConnections, mostPerAddress, renewal } = options;
    this.#seats = new Seats(mostPages, renewal, () => options.onPages?.(this.pages, this.#seats.drivers));
    this.#answerTimeout = timeouts.answerTimeout;
    this.#server = createServer({ ...timeouts }, this.#answer);
    this.#server.maxHeadersCount = 100;
    this.#server.maxConnections = mostConnections;
    if (mostPerAddress !== undefined) limitConnections(this.#server, mostPerAddress);
    this.#server.on('upgrade', (_, socket) => socket.destroy());
    this.#server.on('clientError', (_, socket) => socket.destroy());
  }

  /** Begins to listen; resolves with the origin: `http://127.0.0.1:4000`. */
  async open(place: Place): Promise<string> {
    const port = await listen(this.#server, place);
    this.#hosts = hostsOf({ ...place, port });
    return `http://${this.#hosts[0]}`;
  }

  /** How many pages follow. */
  get pages(): number {
    return this.#seats.taken;
  }

  /** Resolves when nobody asks for anything any more, or somebody does not come to an end. */
  lull(): Promise<void> {
    return this.#answers.lull();
  }

  /** Resolves when each page has read what is large in the story, or does not ask for it. */
  documentsRead(): Promise<void> {
    return this.#answers.documentsRead(this.#options.journal.documents, () => this.pages);
  }

  /** Lets every page read what was told, and ends the connections: soon where one does not read. Idempotent. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#seats.end();
    this.#server.closeIdleConnections();
    const impatience = setTimeout(() => this.#server.closeAllConnections(), PATIENCE);
    await closed;
    clearTimeout(impatience);
  }

  readonly #answer = (request: IncomingMessage, response: ServerResponse): void => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    // A browser heeds it on this machine alone, and complains of it elsewhere, where there is no TLS.
    if (this.#hosts[0]?.startsWith('127.')) response.setHeader('cross-origin-opener-policy', 'same-origin');
    const stranger = refuseStranger(request, this.#hosts);
    const wish = newsWish(request);
    const role = this.#options.door.roleOf(request.headers.authorization);
    if (stranger !== undefined) this.#send(request, response, stranger);
    else if (wish !== undefined && role !== undefined && this.#seats.hasRoomFor(wish.tab))
      this.#follow(wish, role, response);
    else {
      // What a stranger is refused, no page has read.
      this.#answers.count(response, role && this.#documentOf(request));
      void this.#reply(request, role).then((reply) => this.#send(request, response, reply), failing(response));
    }
  };

  #documentOf({ url }: IncomingMessage): number | undefined {
    const number = documentIn(url!);
    return number !== undefined && number < this.#options.journal.documents ? number : undefined;
  }

  #send({ headers }: IncomingMessage, response: ServerResponse, reply: Reply): void {
    // Where nobody listens to it, Node ends the connection; each further request begins without it.
    response.setTimeout(this.#answerTimeout);
    sendReply(response, reply, String(headers['accept-encoding'] ?? ''));
  }

  #follow({ from, tab }: NewsWish, role: Role, response: ServerResponse): void {
    const { journal, story = journal, bulletin, maxWaiting } = this.#options;
    // Nothing comes on this connection when the story has ended, and nobody has to wait until it is idle.
    response.setHeader('connection', 'close');
    response.setTimeout(0);
    const stream = sendStory(story, from, response, () => leave(), { bulletin, maxWaiting });
    const leave = this.#seats.take(tab, role, stream);
    // A browser may come again on a connection that it has kept.
    if (this.#isClosing) stream.end();
  }

  async #reply(request: IncomingMessage, role: Role | undefined): Promise<Reply> {
    const url = request.url!;
    if (newsWish(request) !== undefined) return role ? refused(503, 'too many pages') : refused(401, 'no key');
    if (request.method === 'GET') return give(url, role, this.#options);
    const refusal = refusePost(url, role);
    if (refusal !== undefined) return refusal;
    const message = await readObject(request);
    if (message === 'too large') return refused(413, 'too large');
    return message === undefined
      ? refused(400, 'not understood')
      : take(url, message, this.#options, request.socket.remoteAddress ?? '');
  }
}

/** A mistake of ours is not the run's business, and its details are not the page's. */
const failing = (response: ServerResponse) => () => {
  if (response.headersSent || response.destroyed) response.destroy();
  else sendReply(response, refused(500, 'something went wrong in the inspector'));
};

/** The stream of what happens: from which line on it is wanted, and by which tab of a browser. */
interface NewsWish {
  readonly from: number;
  readonly tab: string;
}

function newsWish({ method, url }: IncomingMessage): NewsWish | undefined {
  const [, from, tab = randomUUID()] = /^\/news\?from=(\d{1,9})(?:&tab=([\w-]{16,64}))?$/.exec(url!) ?? [];
  return method === 'GET' && from !== undefined ? { from: Number(from), tab } : undefined;
}
