import { BlockList, isIP } from 'node:net';
import { isLoopbackHost } from './address.ts';
import { RegistryUnreachable } from './errors.ts';

/** The proxies to use, as HTTP_PROXY, HTTPS_PROXY and NO_PROXY name them. */
export interface ProxySettings {
  readonly http: string;
  readonly https: string;
  readonly no: string;
}

/**
 * The proxies that these environment variables ask for; undefined where they ask for none. As for docker, the name in capitals goes
 * before the other.
 */
export function proxyFrom(env: Readonly<Record<string, string | undefined>>): ProxySettings | undefined {
  const read = (name: string) => env[name] || env[name.toLowerCase()] || '';
  const proxy = { http: read('HTTP_PROXY'), https: read('HTTPS_PROXY'), no: read('NO_PROXY') };
  return proxy.http === '' && proxy.https === '' ? undefined : proxy;
}

/**
 * The proxy that a URL is fetched through; undefined where it is fetched directly. By the rules of Go's httpproxy, which docker,
 * containerd and podman live by: HTTPS never falls back to the proxy for HTTP, and this machine itself is never asked through one.
 *
 * @throws RegistryUnreachable where the proxy's address is none
 */
export function proxyFor(url: URL, { http, https, no }: ProxySettings): URL | undefined {
  const proxy = url.protocol === 'https:' ? https : http;
  if (proxy === '' || isLoopbackHost(url.hostname) || isExcluded(url, no)) return undefined;
  return parseProxy(proxy, url);
}

const SCHEMES = new Set(['http:', 'https:', 'socks5:']);

/** People write `proxy.example:3128` as well. */
function parseProxy(text: string, wanted: URL): URL {
  const spelledOut = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(spelledOut) ? new URL(spelledOut) : undefined;
  if (url && SCHEMES.has(url.protocol) && url.hostname !== '') return url;
  // A password may stand in it.
  const shown = text.replace(/^(.*:\/\/)?.*@/, '$1…@').slice(0, 200);
  throw new RegistryUnreachable('proxy', wanted, `invalid proxy address ${JSON.stringify(shown)}`);
}

function isExcluded(url: URL, list: string): boolean {
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const entries = list.split(',').map((entry) => entry.trim().toLowerCase());
  return entries.some((entry) => entry === '*' || (entry !== '' && matches(entry, host, port)));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry.includes('/')) return isInNetwork(entry, host);
  const [, bracketed, plain, wantedPort] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  // An address of IPv6 without brackets has colons of its own.
  const name = bracketed ?? plain ?? entry;
  if (name === '' || (wantedPort !== undefined && wantedPort !== port)) return false;
  if (isIP(name) !== 0) return isIP(host) !== 0 && isInNetwork(`${name}/${isIP(name) === 4 ? 32 : 128}`, host);
  const domain = name.replace(/^\*\./, '.');
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function isInNetwork(network: string, host: string): boolean {
  const [address = '', prefix = ''] = network.split('/');
  const [version, hostVersion] = [isIP(address), isIP(host)];
  const bits = version === 4 ? 32 : 128;
  if (version === 0 || hostVersion === 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(prefix), version === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, hostVersion === 4 ? 'ipv4' : 'ipv6');
}
