import { discard, readWhole } from './body.ts';
import type { Challenge } from './challenge.ts';
import type { Credentials } from './credentials.ts';
import { PullAccessDenied, RegistryProtocolError, UnsafeAddress } from './errors.ts';
import { redactUrl } from './exchange.ts';
import { isTrustedRealm, realmUrl } from './realm.ts';
import { isRedirect, MOST_HOPS, redirectTarget } from './redirect.ts';
import { refusal } from './refusal.ts';
import { type Delay, retrying } from './retry.ts';
import type { Transport, WireRequest, WireResponse } from './transport.ts';

/** What a token request needs besides the challenge. */
export interface TokenContext {
  readonly transport: Transport;
  readonly registry: URL;
  readonly credentials: Credentials | undefined;
  /** Path within the registry, which the token is for. */
  readonly repository: string;
  /** The repository as a person calls it. */
  readonly familiar: string;
  readonly delay: Delay;
  readonly signal: AbortSignal;
}

const TOKEN_LIMIT = 64 * 1024;
/** RFC 6750 section 2.1: what may stand in a header, so that no token can end the line and begin another header. */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * A bearer token that allows pulling from one repository.
 *
 * The scope asked for is always our own, never the challenge's: a registry could else have a token made for somebody else's
 * repository. How long the token lasts is not asked: when it has run out, the registry says 401 and a new one is fetched.
 *
 * @throws UnsafeAddress, PullAccessDenied, RegistryProtocolError, RegistryUnreachable
 * @see distribution's token specification, and its OAuth2 one for identity tokens
 */
export async function fetchToken(challenge: Challenge, context: TokenContext): Promise<string> {
  const realm = realmUrl(challenge.parameters.get('realm') ?? '', context.registry);
  if (context.credentials !== undefined && !isTrustedRealm(realm, context.registry)) {
    throw new UnsafeAddress(
      'realm',
      redactUrl(realm),
      `the password for ${context.registry.host} does not belong there`,
    );
  }
  const service = challenge.parameters.get('service');
  const query = { ...(service === undefined ? {} : { service }), scope: `repository:${context.repository}:pull` };
  const request = tokenRequest(realm, query, context);
  const response = await retrying(() => follow(request, context), context.delay, context.signal);
  return readToken(response, context);
}

function tokenRequest(realm: URL, query: Record<string, string>, { credentials, signal }: TokenContext): WireRequest {
  const headers = { accept: 'application/json' };
  if (credentials?.kind === 'identityToken') {
    const form = { ...query, grant_type: 'refresh_token', client_id: 'learn-run', refresh_token: credentials.token };
    const body = new URLSearchParams(form).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return { method: 'POST', url: realm, headers: { ...headers, ...type }, body, peer: 'token', signal };
  }
  const url = new URL(realm);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const authorization = credentials === undefined ? {} : { authorization: basic(credentials) };
  return { method: 'GET', url, headers: { ...headers, ...authorization }, peer: 'token', signal };
}

/** The value of an Authorization header for a user name and a password. */
export function basic({ username, password }: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Each hop has to be as trustworthy as the realm; with a password it has to be the realm's own host. */
async function follow(request: WireRequest, context: TokenContext): Promise<WireResponse> {
  let url = request.url;
  for (let hops = 0; hops <= MOST_HOPS; hops++) {
    const response = await context.transport.send({ ...request, url });
    if (!isRedirect(response)) return response;
    await discard(response);
    const target = realmUrl(redirectTarget(response).href, context.registry);
    const isSame = target.origin === url.origin;
    if (!isSame && context.credentials !== undefined) {
      throw new UnsafeAddress(
        'redirect of the token request to',
        redactUrl(target),
        'a password must not go to another host',
      );
    }
    url = target;
  }
  throw new RegistryProtocolError(request.url, `more than ${MOST_HOPS} redirects`);
}

async function readToken(response: WireResponse, { familiar }: TokenContext): Promise<string> {
  if (response.status === 400)
    throw new PullAccessDenied(familiar, `the token server ${response.url.host} refused the request (400)`);
  if (response.status !== 200) throw await refusal(response, { repository: familiar });
  const bytes = await readWhole(response, TOKEN_LIMIT);
  const token = tokenIn(bytes.toString('utf8'));
  if (token === undefined)
    throw new RegistryProtocolError(response.url, 'the token server answered without a usable token');
  return token;
}

/** What is in the body never reaches a message: it may be a token that is only slightly wrong. */
function tokenIn(body: string): string | undefined {
  try {
    const answer = JSON.parse(body);
    const token = answer.token || answer.access_token;
    return typeof token === 'string' && TOKEN.test(token) ? token : undefined;
  } catch {
    return undefined;
  }
}
