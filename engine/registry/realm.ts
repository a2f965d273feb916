import { isPrivateHost } from './address.ts';
import { RegistryProtocolError, UnsafeAddress } from './errors.ts';
import { redactUrl } from './exchange.ts';

/** Token servers that a registry's passwords belong to although their names do not tell. */
const TRUSTED_REALMS: Readonly<Record<string, string>> = { 'registry-1.docker.io': 'auth.docker.io' };

/**
 * The realm of a challenge as a URL that may be asked for a token.
 *
 * Whoever answers in the registry's name chooses the realm, so it can be aimed at a cloud's metadata service or at the person's own
 * network (CVE-2026-33540): https only, unless the registry itself speaks http, and no private address but the registry's own.
 *
 * @throws UnsafeAddress, RegistryProtocolError
 */
export function realmUrl(realm: string, registry: URL): URL {
  if (!URL.canParse(realm)) throw new RegistryProtocolError(registry, `the realm "${realm.slice(0, 200)}" is no URL`);
  const url = new URL(realm);
  const refuse = (reason: string) => {
    throw new UnsafeAddress('realm', redactUrl(url), reason);
  };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') refuse('it is neither https nor http');
  if (url.protocol === 'http:' && registry.protocol !== 'http:') refuse('a token would travel in clear text');
  if (url.username !== '' || url.password !== '') refuse('it carries a user name');
  if (url.host !== registry.host && isPrivateHost(url.hostname))
    refuse('it is a private address, and not the registry');
  return url;
}

/** May a stored password for the registry be shown to this realm: the same host, a relative of it, or one that is known to belong to it? */
export function isTrustedRealm(realm: URL, registry: URL): boolean {
  if (realm.host === registry.host) return true;
  // Another port of a host may belong to another service.
  if (realm.protocol !== 'https:' || realm.port !== '' || realm.hostname === registry.hostname) return false;
  return TRUSTED_REALMS[registry.hostname] === realm.hostname || areRelated(realm.hostname, registry.hostname);
}

/** `registry.gitlab.com` and `gitlab.com`, or two children of one parent that has an owner: not of `com`, `co.uk` or `127.0.0.1`. */
function areRelated(one: string, other: string): boolean {
  if (isPrivateHost(one) || isPrivateHost(other) || /^[\d.]+$|:/.test(one)) return false;
  const candidates = [parent(one), one].filter((domain) => isOwned(domain));
  return candidates.some((domain) => other === domain || other.endsWith(`.${domain}`));
}

const parent = (host: string): string => host.slice(host.indexOf('.') + 1);

/** Two labels at least, and not the kind of suffix that strangers share. */
function isOwned(domain: string): boolean {
  return domain.includes('.') && !/^[a-z]{1,3}\.[a-z]{2}$/.test(domain);
}
