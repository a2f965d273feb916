import { isPrivateHost } from './address.ts';
import { RegistryProtocolError, UnsafeAddress } from './errors.ts';
import { redactUrl } from './exchange.ts';
import type { WireResponse } from './transport.ts';

/** A registry's storage is one hop away; a chain is a loop or a trick. */
export const MOST_HOPS = 10;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export const isRedirect = ({ status }: WireResponse): boolean => REDIRECTS.has(status);

/**
 * Where a redirect leads, once it is known to be harmless: HTTP(S), never from https down to http, without a user name, and never
 * from a public registry into a private network. Whether credentials go along is not decided here: they never do, see `follow`.
 *
 * @throws UnsafeAddress, RegistryProtocolError
 */
export function redirectTarget(response: WireResponse): URL {
  const location = response.headers.location ?? '';
  if (location === '' || !URL.canParse(location, response.url.href)) {
    throw new RegistryProtocolError(response.url, `status ${response.status} without a usable Location header`);
  }
  const target = new URL(location, response.url);
  refuseUnsafe(target, response.url);
  return target;
}

function refuseUnsafe(target: URL, from: URL): void {
  const refuse = (reason: string) => {
    throw new UnsafeAddress('redirect to', redactUrl(target), reason);
  };
  if (target.protocol !== 'https:' && target.protocol !== 'http:') refuse('it is neither https nor http');
  if (target.username !== '' || target.password !== '') refuse('it carries a user name');
  if (from.protocol === 'https:' && target.protocol === 'http:') refuse('it leads from https to http');
  if (target.host !== from.host && isPrivateHost(target.hostname) && !isPrivateHost(from.hostname)) {
    refuse('it leads from a public host to a private address');
  }
}
