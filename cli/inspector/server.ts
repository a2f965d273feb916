import { Keys } from './keys.ts';
import { LOOPBACK } from './listen.ts';
import { StoryServer, type StoryServerOptions } from './story-server.ts';

const MAX_PAGES = 32;

/** What the pages on this machine can ask for, and what they can do. */
export type InspectorServerOptions = Omit<StoryServerOptions, 'door' | 'mostPages' | 'mostConnections'>;

/** A web server for one run: on this machine only, and only for whoever has the printed address, or was invited. */
export class InspectorServer {
  readonly #keys = new Keys();
  readonly #server: StoryServer;

  constructor(options: InspectorServerOptions) {
    const limits = { mostPages: MAX_PAGES, mostConnections: 2 * MAX_PAGES };
    this.#server = new StoryServer({ ...options, ...limits, door: this.#keys });
  }

  /** Begins to listen; resolves with the address for the person, good for one use. */
  async open(): Promise<string> {
    // Behind a #, the token is neither sent nor passed on as a referrer; the page takes it out of the address.
    return `${await this.#server.open(LOOPBACK)}/#${this.#keys.token}`;
  }

  /** Lets every page read what was told, large documents included, and ends the connections: soon where one does not read. Idempotent. */
  async close(): Promise<void> {
    await this.#server.documentsRead();
    await this.#server.close();
  }
}
