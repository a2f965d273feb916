import type { Surroundings } from './surroundings.ts';

/** The files of a bundle that are bound into the container's /etc, by their names. */
export interface EtcFiles {
  readonly hostname: string;
  readonly hosts: string;
  readonly 'resolv.conf': string;
}

/** The host's own files, which a container shares the network with or asks the same name servers as. */
export interface HostEtcFiles {
  readonly hosts: string;
  readonly 'resolv.conf': string;
}

/** What of the command line goes into the files. */
export type NameOptions = Pick<Surroundings, 'extraHosts' | 'dns' | 'dnsSearch' | 'dnsOptions'>;

const HOSTS = `127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
ff00::0\tip6-mcastprefix
ff02::1\tip6-allnodes
ff02::2\tip6-allrouters
`;

/** The three files as Docker makes them: a network of its own gives hosts of its own, and resolv.conf is the host's but for the options. */
export function etcFiles(
  hostname: string,
  network: 'none' | 'host',
  host: HostEtcFiles,
  options: NameOptions = {},
): EtcFiles {
  const extra = (options.extraHosts ?? []).map(({ name, address }) => `${address}\t${name}\n`);
  return {
    hostname: `${hostname}\n`,
    hosts: (network === 'host' ? host.hosts : HOSTS) + extra.join(''),
    'resolv.conf': resolvConf(host['resolv.conf'], options),
  };
}

/** The host's file where no option was given; else built anew, with the host's lines for what the options leave open. @see resolv.conf(5) */
function resolvConf(host: string, { dns = [], dnsSearch = [], dnsOptions = [] }: NameOptions): string {
  if (dns.length + dnsSearch.length + dnsOptions.length === 0) return host;
  const search = dnsSearch.length > 0 ? dnsSearch : valuesOf(host, 'search').slice(-1).flatMap(words);
  const servers = dns.length > 0 ? dns : valuesOf(host, 'nameserver');
  const options = dnsOptions.length > 0 ? dnsOptions : valuesOf(host, 'options').slice(-1).flatMap(words);
  const searched = search.filter((domain) => domain !== '.');
  return [
    ...(searched.length > 0 ? [`search ${searched.join(' ')}`] : []),
    ...servers.map((server) => `nameserver ${server}`),
    ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
    '',
  ].join('\n');
}

const words = (text: string) => text.split(/\s+/).filter(Boolean);

function valuesOf(text: string, keyword: string): string[] {
  const line = new RegExp(`^\\s*${keyword}\\s+(.*\\S)\\s*$`, 'gm');
  return [...text.matchAll(line)].map(([, value]) => value!);
}
