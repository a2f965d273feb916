import type { NetworkMode } from './network-mode.ts';
import { type Reach, type ResolverOptions, resolvConf } from './resolv-conf.ts';
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

/** What of the command line, and of the container's network, goes into the files. */
export interface NameOptions extends Pick<Surroundings, 'extraHosts' | 'domainname'>, ResolverOptions {
  /** Where the container is reached; undefined where it has no address of its own. */
  readonly address?: string | undefined;
  readonly reach?: Omit<Reach, 'isHosts'>;
}

const HOSTS = `127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
ff00::0\tip6-mcastprefix
ff02::1\tip6-allnodes
ff02::2\tip6-allrouters
`;

/** The three files as Docker makes them. */
export function etcFiles(
  hostname: string,
  network: NetworkMode,
  host: HostEtcFiles,
  options: NameOptions = {},
): EtcFiles {
  return {
    hostname: `${hostname}\n`,
    hosts: hostsFile(hostname, network === 'host' ? host.hosts : HOSTS, options),
    'resolv.conf': resolvConf(host['resolv.conf'], options, { isHosts: network === 'host', ...options.reach }),
  };
}

/** A network of its own gives hosts of its own; the container itself comes last. @see hosts(5) */
function hostsFile(hostname: string, base: string, { extraHosts = [], address, domainname }: NameOptions): string {
  const extra = extraHosts.map((one) => `${one.address}\t${one.name}\n`);
  return base + extra.join('') + (address === undefined ? '' : `${address}\t${namesOf(hostname, domainname)}\n`);
}

/** The whole name first, then the short one, which is its first part where it has several. */
function namesOf(hostname: string, domainname: string | undefined): string {
  if (domainname) return `${hostname}.${domainname} ${hostname}`;
  const [short] = hostname.split('.');
  return short === hostname ? hostname : `${hostname} ${short}`;
}
