import { familiarRepository } from '../image/reference.ts';
import type { Authorization } from './authorization.ts';
import { discard } from './body.ts';
import { RegistryProtocolError } from './errors.ts';
import type { Headers } from './exchange.ts';
import { isRedirect, MOST_HOPS, redirectTarget } from './redirect.ts';
import { type Delay, retrying } from './retry.ts';
import type { Transport, WireResponse } from './transport.ts';

/** What the requests to one registry have in common. */
export interface Connection {
  /** As images name it: `docker.io`. */
  readonly registry: string;
  readonly origin: URL;
  readonly transport: Transport;
  readonly authorization: Authorization;
  readonly delay: Delay;
}

/** Something to get from a registry. */
export interface RegistryRequest {
  readonly repository: string;
  /** Below the registry's origin: `/v2/library/hello-world/manifests/latest`. */
  readonly path: string;
  readonly headers?: Headers;
  readonly signal: AbortSignal;
}

/** A refused token may have run out; a second refusal is an answer. */
const MOST_ROUNDS = 2;

/**
 * The registry's answer: redirects followed, passing trouble waited out, a 401 answered with a fresh token, twice at most.
 * Whatever remains, a refusal included, is given back.
 *
 * @throws RegistryUnreachable, RegistryProtocolError, UnsafeAddress, PullAccessDenied
 */
export async function get(connection: Connection, request: RegistryRequest): Promise<WireResponse> {
  const { authorization, delay } = connection;
  for (let round = 0; ; round++) {
    const sent = authorization.headerFor(request.repository);
    const response = await retrying(() => follow(connection, request, sent), delay, request.signal);
    const challenge = response.headers['www-authenticate'];
    // Only the registry itself may ask: a storage host that says 401 would else be handed the registry's token.
    const isAsked = response.status === 401 && response.peer === 'registry' && challenge !== undefined;
    if (!isAsked || round === MOST_ROUNDS) return response;
    await discard(response);
    // Another layer's request may have fetched a new token while this one was on its way.
    if (authorization.headerFor(request.repository) === sent) {
      await authorization.answer(challenge, request.repository, request.signal);
    }
  }
}

/** The repository as a person calls it. */
export function familiar({ registry }: Connection, repository: string): string {
  return familiarRepository({ registry, repository });
}

/**
 * Follows redirects with our own hands: the Authorization header goes to the registry's own scheme, host and port, and once a chain
 * has left them it never comes back, even where a later hop points to the registry again (oras-go GHSA-vh4v-2xq2-g5cg).
 */
async function follow(
  { origin, transport }: Connection,
  { path, headers, signal }: RegistryRequest,
  authorization: string | undefined,
): Promise<WireResponse> {
  let url = new URL(path, origin);
  let isHome = true;
  for (let hops = 0; hops <= MOST_HOPS; hops++) {
    const credential = isHome && authorization !== undefined ? { authorization } : {};
    const sent = { ...headers, 'accept-encoding': 'identity', ...credential };
    const response = await transport.send({
      method: 'GET',
      url,
      headers: sent,
      peer: isHome ? 'registry' : 'elsewhere',
      signal,
    });
    if (!isRedirect(response)) return response;
    await discard(response);
    url = redirectTarget(response);
    isHome &&= url.origin === origin.origin;
  }
  throw new RegistryProtocolError(new URL(path, origin), `more than ${MOST_HOPS} redirects`);
}
