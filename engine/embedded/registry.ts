import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { type Answer, errorAnswer } from './answer.ts';
import { CATALOGUE, type CatalogueEntry } from './catalogue.ts';
import { EmbeddedRegistryNotStarted } from './errors.ts';
import { answer, type Repository } from './routes.ts';

/** A registry that is listening. */
export interface EmbeddedRegistry {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** `127.0.0.1:PORT`, as it is written in front of an image's name. */
  readonly host: string;
  /** Stops listening and ends every connection at once; done when both are. May be called again. */
  close(): Promise<void>;
}

export interface EmbeddedRegistryOptions {
  /** Address to listen on; loopback by default. */
  readonly host?: string;
  /** 0, the default, takes any port that is free. */
  readonly port?: number;
}

/** A request is a few hundred bytes; whoever needs longer than this to send one is not a registry client. */
const LIMITS = { headersTimeout: 10_000, requestTimeout: 10_000, maxHeaderSize: 16 * 1024 };

/**
 * Starts a read-only OCI registry that serves the images of the catalogue over plain HTTP.
 * It never keeps the process alive.
 *
 * @throws EmbeddedRegistryNotStarted when it cannot listen there.
 * @see distribution-spec spec.md#api
 */
export async function startEmbeddedRegistry(options: EmbeddedRegistryOptions = {}): Promise<EmbeddedRegistry> {
  const { host = '127.0.0.1', port = 0 } = options;
  const repositories = CATALOGUE.map(repositoryOf);
  const server = createServer(LIMITS, (request, response) => {
    // A fault in here must not end the process that the registry lives in: the client sees a broken connection.
    respond(request, response, repositories).catch((fault: Error) => response.destroy(fault));
  });
  server.on('connection', (socket) => socket.unref());
  try {
    server.listen(port, host).unref();
    await once(server, 'listening');
  } catch (error) {
    throw new EmbeddedRegistryNotStarted(host, port, error);
  }
  const address = server.address() as AddressInfo;
  const shown = `${isIPv6(address.address) ? `[${address.address}]` : address.address}:${address.port}`;
  return { url: `http://${shown}`, host: shown, close: () => close(server) };
}

function repositoryOf(entry: CatalogueEntry): Repository {
  let image: ReturnType<CatalogueEntry['build']> | undefined;
  const build = () => {
    image ??= entry.build();
    return image;
  };
  return { ...entry, image: build };
}

async function respond(request: IncomingMessage, response: ServerResponse, repositories: readonly Repository[]) {
  const { status, headers, body } = refuse(request) ?? (await answer(questionOf(request), repositories));
  response.writeHead(status, {
    'Docker-Distribution-Api-Version': 'registry/2.0',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
    // What a refused request still has to send, an upload perhaps, is not read.
    ...(status === 405 || hasBody(request) ? { Connection: 'close' } : {}),
  });
  response.end(body);
}

function questionOf(request: IncomingMessage) {
  const { method = '', url: target = '', headers } = request;
  // RFC 9110 section 13.1.5: without comparing validators, If-Range means the whole body.
  return { method, target, range: headers['if-range'] === undefined ? headers.range : undefined };
}

/** Stops a web page that has had its own name resolve to this machine (DNS rebinding): it sends that name as Host. */
function refuse(request: IncomingMessage): Answer | undefined {
  const isLocal = /^(?:127\.|::1$|::ffff:127\.)/.test(request.socket.localAddress ?? '');
  const isAddressedHere = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d{1,5})?$/i.test(request.headers.host ?? '');
  if (!isLocal || isAddressedHere) return undefined;
  return errorAnswer(421, 'UNSUPPORTED', 'expected a loopback address or localhost in the Host header');
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
