import type { ContainerOptions } from './container-options.ts';
import { InvalidHostname } from './errors.ts';
import type { JoinedNetwork } from './network-mode.ts';
import type { Sourced } from './origin.ts';

/**
 * The container's hostname: the option, that of whoever the network belongs to, otherwise the first 12 digits of the
 * container's id. Throws `InvalidHostname` for the option.
 */
export function containerHostname(
  options: ContainerOptions,
  containerId: string,
  hostHostname: string,
  joined?: JoinedNetwork,
): Sourced<string> {
  if (options.hostname !== undefined && options.hostname !== '') {
    return { value: validHostname(options.hostname), origins: { '': { from: 'option', detail: '--hostname' } } };
  }
  if (options.uts === 'host') {
    return { value: hostHostname, origins: { '': { from: 'option', detail: "--uts host: the host's hostname" } } };
  }
  if (options.network === 'host') {
    return { value: hostHostname, origins: { '': { from: 'engine', detail: "the host's hostname" } } };
  }
  if (joined) {
    return { value: joined.hostname, origins: { '': { from: 'option', detail: '--network container: its hostname' } } };
  }
  const origin = { from: 'engine', detail: "first 12 digits of the container's id" } as const;
  return { value: containerId.slice(0, 12), origins: { '': origin } };
}

/** A newline would add lines to the files that the name is written to; 64 bytes is all that sethostname(2) takes. */
function validHostname(hostname: string): string {
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(hostname)) throw new InvalidHostname(hostname);
  return hostname;
}

/** The NIS domain name, which has the same room as a host name. Throws `InvalidHostname`. */
export function validDomainname(domainname: string): string {
  return validHostname(domainname);
}
