import { readFileSync } from 'node:fs';
import type { HostEtcFiles } from './etc-files.ts';
import type { NetworkMode } from './network-mode.ts';
import { asksOnlySystemdResolved } from './resolv-conf.ts';

/** Where systemd-resolved keeps the name servers that it asks itself. @see systemd-resolved.service(8) */
const BEHIND_SYSTEMD_RESOLVED = '/run/systemd/resolve/resolv.conf';

/** The host's own files, empty where it has none: a container starts without name servers as well. */
export function readHostEtcFiles(network: NetworkMode): HostEtcFiles {
  const resolvConf = textOf('/etc/resolv.conf');
  // Docker's rule: whoever is not in the network of the host needs the servers behind the local one.
  const isLocal = network !== 'host' && asksOnlySystemdResolved(resolvConf);
  return {
    hosts: textOf('/etc/hosts'),
    'resolv.conf': (isLocal && textOf(BEHIND_SYSTEMD_RESOLVED)) || resolvConf,
  };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
