import type { Descriptor } from '../image/descriptor.ts';
import { openAuthorization } from './authorization.ts';
import { openBlob } from './blob.ts';
import { discard } from './body.ts';
import type { Certificates } from './certificates.ts';
import type { CredentialSource } from './credentials.ts';
import { TIMEOUTS, type Timeouts } from './dispatchers.ts';
import type { Exchange } from './exchange.ts';
import { type FetchedManifest, fetchManifest } from './manifest.ts';
import { registryOrigin } from './origin.ts';
import type { ProxySettings } from './proxy.ts';
import { refusal } from './refusal.ts';
import { type Connection, familiar } from './request.ts';
import { type Delay, retrying, waitInRealTime } from './retry.ts';
import { openTransport } from './transport.ts';

export interface RegistryOptions {
  /** Host and optional port as a reference has it: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** Default: on loopback only. True is refused for any other host. */
  readonly isPlainHttp?: boolean;
  /** Where it is asked, if that does not follow from its name: a mirror that this machine is told to use, with or without TLS. */
  readonly origin?: URL;
  /** Default: nobody in particular. */
  readonly credentials?: CredentialSource;
  /** Default: none. `proxyFrom` reads the usual environment variables. */
  readonly proxy?: ProxySettings | undefined;
  /** What is trusted, and shown, at this registry only; default: nothing. `storedCertificates` finds what docker and podman use. */
  readonly certificates?: Certificates | undefined;
  readonly timeouts?: Partial<Timeouts>;
  /** How to wait before trying again; default: in real time. */
  readonly delay?: Delay;
  /** Told of every HTTP exchange once it is over, without secrets. */
  readonly onExchange?: (exchange: Exchange) => void;
}

/** A registry, as a client that pulls sees it. Every method may reject with the errors of `errors.ts`, or with the signal's reason. */
export interface RegistryClient {
  /** Where it is asked. */
  readonly origin: URL;
  /** GET /v2/: is this a registry, and what does it want to see? Undefined: nothing. */
  contact(repository: string, signal: AbortSignal): Promise<{ challenge: string | undefined }>;
  /** Answers the challenge: fetches a token for the repository and keeps it. */
  authorize(challenge: string, repository: string, signal: AbortSignal): Promise<void>;
  /** The manifest or index that a tag, a digest or an index's entry stands for, at most 4 MiB; checked as far as the name allows. */
  fetchManifest(repository: string, target: string | Descriptor, signal: AbortSignal): Promise<FetchedManifest>;
  /** The blob's bytes, checked while they pass: see `openBlob` of `blob.ts`. Nothing is sent before the first read. */
  openBlob(
    repository: string,
    descriptor: Descriptor,
    options: { readonly offset?: number; readonly signal: AbortSignal },
  ): AsyncIterable<Buffer>;
  /** Ends all connections. */
  close(): Promise<void>;
}

/**
 * A client for one registry. Cheap: nothing is loaded and nothing is sent before the first request.
 *
 * @throws UnsafeAddress where plain HTTP is wanted for a host that is not this machine.
 */
export function openRegistry(options: RegistryOptions): RegistryClient {
  const connection = connect(options);
  return {
    origin: connection.origin,
    contact: (repository, signal) => contact(connection, repository, signal),
    authorize: (challenge, repository, signal) => connection.authorization.answer(challenge, repository, signal),
    fetchManifest: (repository, target, signal) => fetchManifest(connection, repository, target, signal),
    openBlob: (repository, descriptor, { offset = 0, signal }) =>
      openBlob(connection, { repository, descriptor, offset, signal }),
    close: () => connection.transport.close(),
  };
}

function connect({ registry, isPlainHttp, delay = waitInRealTime, ...options }: RegistryOptions): Connection {
  const origin = options.origin ?? registryOrigin(registry, isPlainHttp);
  const transport = openTransport({
    origin,
    proxy: options.proxy,
    certificates: options.certificates,
    timeouts: { ...TIMEOUTS, ...options.timeouts },
    onExchange: options.onExchange,
  });
  const credentials = options.credentials ?? (async () => undefined);
  const authorization = openAuthorization({ registry, origin, transport, credentials, delay });
  return { registry, origin, transport, authorization, delay };
}

/** Asks without credentials, and follows nothing: what is wanted here is what the registry itself says. */
async function contact(
  connection: Connection,
  repository: string,
  signal: AbortSignal,
): Promise<{ challenge: string | undefined }> {
  const { transport, origin, delay } = connection;
  const request = { method: 'GET', url: new URL('/v2/', origin), headers: {}, peer: 'registry', signal } as const;
  const response = await retrying(() => transport.send(request), delay, signal);
  const challenge = response.headers['www-authenticate'];
  if (response.status !== 200 && (response.status !== 401 || challenge === undefined)) {
    throw await refusal(response, { repository: familiar(connection, repository) });
  }
  await discard(response);
  return { challenge: response.status === 401 ? challenge : undefined };
}
