import type { LookupFunction } from 'node:net';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import type { buildConnector } from 'undici';
import type { Certificates } from './certificates.ts';

export type Connector = buildConnector.connector;
type BuildConnector = typeof buildConnector;

/** How sockets are opened for one registry. */
export interface ConnectorOptions {
  /** Milliseconds. */
  readonly timeout: number;
  readonly lookup: LookupFunction;
  /** The only host that a client's certificate is shown to. */
  readonly hostname: string;
  readonly certificates: Certificates | undefined;
}

/** What OpenSSL says of a certificate whose issuer it does not know. */
const UNKNOWN_ISSUER = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * Opens sockets, for TLS first with the authorities that Node carries along. Only a server that these do not vouch for is looked
 * at again with everything that this machine trusts: to read all of that takes a tenth of a second, which most pulls need not wait.
 */
export function openConnector(build: BuildConnector, options: ConnectorOptions): Connector {
  const { timeout, lookup, hostname, certificates } = options;
  const common = { timeout, lookup, allowH2: false };
  const usual = build(common);
  const usualWithClient = build({ ...common, ...clientOf(certificates) });
  let wide: Connector | undefined;
  let wideWithClient: Connector | undefined;
  return (target, callback) => {
    const isHome = target.hostname === hostname;
    const first = isHome ? usualWithClient : usual;
    first(target, (...result) => {
      const code = (result[0] as NodeJS.ErrnoException | null)?.code ?? '';
      if (!UNKNOWN_ISSUER.has(code)) return callback(...result);
      wide ??= build({ ...common, secureContext: wideContext(certificates, false) });
      wideWithClient ??= build({ ...common, secureContext: wideContext(certificates, true) });
      return (isHome ? wideWithClient : wide)(target, callback);
    });
  };
}

/** Everything that this machine trusts: Node's own, NODE_EXTRA_CA_CERTS, the system's (SSL_CERT_FILE), and what is kept for the registry. */
export function wideContext(certificates: Certificates | undefined, withClient: boolean): SecureContext {
  const everywhere = [...getCACertificates('default'), ...getCACertificates('system')];
  return createSecureContext({
    ca: [...new Set([...everywhere, ...(certificates?.authorities ?? [])])],
    ...(withClient ? clientOf(certificates) : {}),
  });
}

function clientOf(certificates: Certificates | undefined): { cert?: string[]; key?: string[] } {
  const clients = certificates?.clients ?? [];
  if (clients.length === 0) return {};
  return { cert: clients.map(({ certificate }) => certificate), key: clients.map(({ key }) => key) };
}
