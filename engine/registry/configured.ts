import { isLoopbackHost } from './address.ts';
import { certificatePlaces, storedCertificates } from './certificates.ts';
import { openRegistry, type RegistryClient, type RegistryOptions } from './client.ts';
import { type CredentialsPlaces, storedCredentials } from './credentials.ts';
import type { Exchange } from './exchange.ts';
import { mirrorPlaces, storedMirrors, withMirrors } from './mirrors.ts';
import { proxyFrom } from './proxy.ts';
import { waitInRealTime } from './retry.ts';

/** Who wants to know of each HTTP exchange, and that a person has to wait. */
export interface Listeners {
  readonly onExchange: (exchange: Exchange) => void;
  readonly tell: (text: string) => void;
}

/** A wait that nobody notices. */
const SHORT_MS = 1500;

/** The only registry that docker lets have mirrors. */
const DOCKER_HUB = 'docker.io';

/**
 * The client of a registry, set up as this machine and this person have it: their credentials, proxies, certificates and mirrors, where
 * docker and podman look for them.
 *
 * @throws CertificatesUnreadable
 */
export function openConfiguredRegistry(
  registry: string,
  places: CredentialsPlaces,
  { onExchange, tell }: Listeners,
): RegistryClient {
  const open = (host: string, options: Partial<RegistryOptions> = {}) => {
    const certificates = storedCertificates(host, certificatePlaces(places.home));
    return openRegistry({
      registry: host,
      // Who keeps certificates for a registry on this very machine wants it to be asked with TLS.
      ...(certificates && { isPlainHttp: false }),
      certificates,
      credentials: storedCredentials(places),
      proxy: proxyFrom(places.env),
      onExchange,
      delay: (ms, signal) => {
        if (ms >= SHORT_MS) tell(`Retrying in ${Math.ceil(ms / 1000)} seconds: ${host} is busy, or out of reach.`);
        return waitInRealTime(ms, signal);
      },
      ...options,
    });
  };
  const mirrors = registry === DOCKER_HUB ? storedMirrors(mirrorPlaces(places.home)) : [];
  if (mirrors.length === 0) return open(registry);
  return withMirrors(
    mirrors.map((origin) => open(origin.host, { origin, ...(isOverheard(origin) && { credentials: nobody }) })),
    open(registry),
  );
}

/** Whether others may listen in: then no password is sent. */
function isOverheard({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !isLoopbackHost(hostname);
}

const nobody = async () => undefined;
