import type { Surroundings } from './surroundings.ts';

/** What of the command line goes into resolv.conf. */
export type ResolverOptions = Pick<Surroundings, 'dns' | 'dnsSearch' | 'dnsOptions'>;

/** Who may be asked from where the container is. */
export interface Reach {
  /** True in the network of the host, where the host's file holds as it is. */
  readonly isHosts: boolean;
  /** True where the container can reach IPv6 addresses. */
  readonly hasIpv6?: boolean;
  /** Who answers where the host only asks itself; Docker's choice where nobody is named. */
  readonly fallback?: readonly string[] | undefined;
}

/** Google's, which Docker falls back to. */
const PUBLIC_SERVERS = ['8.8.8.8', '8.8.4.4'];

/**
 * The container's resolv.conf as Docker makes it: the host's, but for what the options say, and without name servers that
 * mean somebody else, or nobody, in a network of one's own: 127.0.0.53 is the host's systemd-resolved only on the host.
 *
 * @see resolv.conf(5)
 */
export function resolvConf(host: string, options: ResolverOptions, reach: Reach): string {
  const { dns = [], dnsSearch = [], dnsOptions = [] } = options;
  const file = reach.isHosts ? host : withUsableServers(host, reach);
  return dns.length + dnsSearch.length + dnsOptions.length === 0 ? file : rebuilt(file, options);
}

/** True where the host asks nobody but its own systemd-resolved, which keeps the name servers behind it in another file. */
export function asksOnlySystemdResolved(host: string): boolean {
  return valuesOf(host, 'nameserver').join() === '127.0.0.53';
}

/** The host's file line by line, without the name servers that cannot be reached; with others where none is left. */
function withUsableServers(host: string, { hasIpv6 = false, fallback = PUBLIC_SERVERS }: Reach): string {
  const lines = host === '' ? [] : host.replace(/\n$/, '').split('\n');
  const kept = lines.filter((line) => {
    const server = serverIn(line);
    return server === undefined || (!isLoopback(server) && (hasIpv6 || !server.includes(':')));
  });
  const added = kept.some((line) => serverIn(line) !== undefined) ? [] : fallback.map((one) => `nameserver ${one}`);
  return [...kept, ...added, ''].join('\n');
}

function rebuilt(file: string, { dns = [], dnsSearch = [], dnsOptions = [] }: ResolverOptions): string {
  const search = dnsSearch.length > 0 ? dnsSearch : valuesOf(file, 'search').slice(-1).flatMap(words);
  const servers = dns.length > 0 ? dns : valuesOf(file, 'nameserver');
  const options = dnsOptions.length > 0 ? dnsOptions : valuesOf(file, 'options').slice(-1).flatMap(words);
  const searched = search.filter((domain) => domain !== '.');
  return [
    ...(searched.length > 0 ? [`search ${searched.join(' ')}`] : []),
    ...servers.map((server) => `nameserver ${server}`),
    ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
    '',
  ].join('\n');
}

const isLoopback = (address: string) => address.startsWith('127.') || address === '::1';

const words = (text: string) => text.split(/\s+/).filter(Boolean);

const serverIn = (line: string) => valuesOf(line, 'nameserver')[0];

function valuesOf(text: string, keyword: string): string[] {
  const line = new RegExp(`^\\s*${keyword}\\s+(.*\\S)\\s*$`, 'gm');
  return [...text.matchAll(line)].map(([, value]) => value!);
}
