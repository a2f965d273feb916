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

const HOSTS = `127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
ff00::0\tip6-mcastprefix
ff02::1\tip6-allnodes
ff02::2\tip6-allrouters
`;

/** The three files as Docker makes them: a network of its own gives hosts of its own, and resolv.conf is the host's in any case. */
export function etcFiles(hostname: string, network: 'none' | 'host', host: HostEtcFiles): EtcFiles {
  return {
    hostname: `${hostname}\n`,
    hosts: network === 'host' ? host.hosts : HOSTS,
    'resolv.conf': host['resolv.conf'],
  };
}
