import { EngineError } from '../errors.ts';
import { printable } from '../image/printable.ts';

/** Where on the way to the registry it broke off. */
export type Phase = 'DNS' | 'connect' | 'proxy' | 'TLS' | 'timeout' | 'transfer';

const PHASE_HINTS: Readonly<Record<Phase, string>> = {
  DNS: 'Check the spelling of the host, and that this machine can resolve names.',
  connect: 'Is the registry running, and the port right? Behind a proxy, set HTTPS_PROXY and NO_PROXY.',
  proxy: 'Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY.',
  TLS: 'A certificate authority of your own: put it into /etc/docker/certs.d/HOST:PORT/ca.crt, or name it in SSL_CERT_FILE.',
  timeout: 'The registry is slow or out of reach; try again.',
  transfer: 'The connection broke; try again. What is already in the store is not fetched twice.',
};

/** No answer, or not a whole one, came from a host. */
export class RegistryUnreachable extends EngineError<'REGISTRY_UNREACHABLE'> {
  readonly code = 'REGISTRY_UNREACHABLE';
  readonly phase: Phase;
  /** Host and port that were asked: `registry-1.docker.io`, `localhost:5000`. */
  readonly host: string;

  /** @param options with a hint where that of the phase would lead astray */
  constructor(phase: Phase, url: URL, problem: string, options: { cause?: unknown; hint?: string } = {}) {
    super(`Get "${url.origin}${url.pathname}": ${printable(problem)}`, { hint: PHASE_HINTS[phase], ...options });
    this.phase = phase;
    this.host = url.host;
  }
}

/** The registry wants to know who asks, or does not let this one in. The message is docker's. */
export class PullAccessDenied extends EngineError<'PULL_ACCESS_DENIED'> {
  readonly code = 'PULL_ACCESS_DENIED';
  readonly repository: string;

  constructor(repository: string, reason: string) {
    super(
      `pull access denied for ${repository}, repository does not exist or may require 'docker login': ${printable(reason)}`,
      {
        hint: `Check the spelling. If the image is private, say who you are: docker login (its credentials are read, never written).`,
      },
    );
    this.repository = repository;
  }
}

/** The registry has no such tag or digest. The message is docker's. */
export class ManifestUnknown extends EngineError<'MANIFEST_UNKNOWN'> {
  readonly code = 'MANIFEST_UNKNOWN';
  readonly image: string;

  constructor(image: string, reason: string) {
    super(`manifest for ${image} not found: ${printable(reason)}`, {
      hint: 'Check the spelling of the name and of the tag.',
    });
    this.image = image;
  }
}

/** The registry says: too many requests; and asks for a longer wait than is sensible. */
export class RateLimited extends EngineError<'RATE_LIMITED'> {
  readonly code = 'RATE_LIMITED';
  readonly host: string;
  /** What Retry-After asked for; undefined where it was not said. */
  readonly retryAfterSeconds: number | undefined;

  constructor(host: string, reason: string, retryAfterSeconds: number | undefined) {
    const wait = retryAfterSeconds === undefined ? 'later' : `in ${inWords(retryAfterSeconds)}`;
    // Most registries say the code in their own words too.
    super(`toomanyrequests: ${printable(reason.replace(/^toomanyrequests: /, ''))}`, {
      hint: `The rate limit of ${host} is reached: try again ${wait}. Registries allow more to those who log in: docker login.`,
    });
    this.host = host;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Nobody counts 3600 seconds. */
function inWords(seconds: number): string {
  if (seconds > 120) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? '1 second' : `${seconds} seconds`;
}

const NO_REGISTRY = 'Is this a container registry? A proxy or a login page in between may have answered.';

/** The registry answered with a status that ends the pull. */
export class UnexpectedStatus extends EngineError<'REGISTRY_ERROR'> {
  readonly code = 'REGISTRY_ERROR';
  readonly status: number;

  constructor(url: URL, status: number, reason: string) {
    super(`Get "${url.origin}${url.pathname}": unexpected status ${status}: ${printable(reason)}`, {
      hint: hintOf(url, status, reason),
    });
    this.status = status;
  }
}

function hintOf({ host }: URL, status: number, reason: string): string {
  if (status >= 500) return 'The registry is in trouble; try again later.';
  // What Go's and nginx's servers say to whoever begins without TLS.
  if (/HTTP request.* to (an )?HTTPS (server|port)/i.test(reason)) {
    return `It speaks TLS: with its authority in /etc/docker/certs.d/${host}/ca.crt it is asked with TLS.`;
  }
  return NO_REGISTRY;
}

/** The registry, or who answers in its place, does not speak the distribution protocol as it should. */
export class RegistryProtocolError extends EngineError<'REGISTRY_PROTOCOL'> {
  readonly code = 'REGISTRY_PROTOCOL';
  readonly host: string;

  constructor(url: URL, problem: string, options: { cause?: unknown } = {}) {
    super(`Get "${url.origin}${url.pathname}": ${printable(problem)}`, {
      ...options,
      hint: NO_REGISTRY,
    });
    this.host = url.host;
  }
}

/** The registry pointed somewhere that a client must not go: with credentials, in clear text, or into a private network. */
export class UnsafeAddress extends EngineError<'UNSAFE_ADDRESS'> {
  readonly code = 'UNSAFE_ADDRESS';
  /** What was refused, without user names, passwords and query. */
  readonly address: string;

  constructor(what: string, address: string, reason: string) {
    super(`refused ${what} "${printable(address, 200)}": ${reason}`, {
      hint: 'Nothing was sent there. A registry that needs this is misconfigured, or hostile.',
    });
    this.address = address;
  }
}

/** Bytes are not the ones that their digest or size promises. */
export class ContentMismatch extends EngineError<'CONTENT_MISMATCH'> {
  readonly code = 'CONTENT_MISMATCH';
  readonly aspect: 'digest' | 'size' | 'media type';
  readonly expected: string;
  readonly actual: string;

  constructor(
    what: string,
    aspect: 'digest' | 'size' | 'media type',
    expected: string | number,
    actual: string | number,
  ) {
    super(`${what} does not match its ${aspect}: expected ${expected}, got ${printable(String(actual), 200)}`, {
      hint: 'The content was changed or damaged on the way; nothing of it is kept. Try again, or another registry.',
    });
    this.aspect = aspect;
    this.expected = String(expected);
    this.actual = String(actual);
  }
}

/** An answer is larger than anything honest would be. */
export class ResponseTooLarge extends EngineError<'RESPONSE_TOO_LARGE'> {
  readonly code = 'RESPONSE_TOO_LARGE';
  readonly limit: number;

  constructor(url: URL, limit: number) {
    super(`Get "${url.origin}${url.pathname}": response is larger than the limit of ${limit} bytes`);
    this.limit = limit;
  }
}

/** Certificates that are kept for a registry cannot be used. */
export class CertificatesUnreadable extends EngineError<'CERTIFICATES_UNREADABLE'> {
  readonly code = 'CERTIFICATES_UNREADABLE';
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`cannot use the certificates in ${path}: ${printable(problem)}`, {
      hint: 'In there, *.crt is an authority to trust, *.cert with *.key is the certificate of a client.',
    });
    this.path = path;
  }
}

/** Docker's configuration, or a credential helper, could not be read. Its message never holds what was read. */
export class CredentialsUnreadable extends EngineError<'CREDENTIALS_UNREADABLE'> {
  readonly code = 'CREDENTIALS_UNREADABLE';
  readonly source: string;

  constructor(source: string, problem: string, hint: string) {
    super(`error getting credentials from ${source}: ${printable(problem)}`, { hint });
    this.source = source;
  }
}
