import { EngineError } from '../errors.ts';
import { type Phase, RegistryProtocolError, RegistryUnreachable } from './errors.ts';
import { Stalled } from './stall.ts';

/** What OpenSSL says of an answer that is no TLS. */
const PLAIN_HTTP = 'ERR_SSL_WRONG_VERSION_NUMBER';

/** What a failure is called, and the words that docker has for it. */
const FAILURES: Readonly<Record<string, readonly [Phase, string]>> = {
  ENOTFOUND: ['DNS', 'no such host'],
  EAI_AGAIN: ['DNS', 'temporary failure in name resolution'],
  ECONNREFUSED: ['connect', 'connect: connection refused'],
  EHOSTUNREACH: ['connect', 'connect: no route to host'],
  ENETUNREACH: ['connect', 'connect: network is unreachable'],
  UND_ERR_CONNECT_TIMEOUT: ['timeout', 'connect: i/o timeout'],
  ETIMEDOUT: ['timeout', 'connect: connection timed out'],
  'read ETIMEDOUT': ['transfer', 'connection timed out'],
  'write ETIMEDOUT': ['transfer', 'connection timed out'],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', 'timeout awaiting response headers'],
  UND_ERR_PRX_TLS: ['proxy', 'the proxy does not speak TLS'],
  [PLAIN_HTTP]: ['TLS', 'http: server gave HTTP response to HTTPS client'],
  ECONNRESET: ['transfer', 'connection reset by peer'],
  EPIPE: ['transfer', 'broken pipe'],
  UND_ERR_SOCKET: ['transfer', 'unexpected EOF'],
};

/** Which of them mean that nobody answered, and what was waited for. */
const AWAITED: Readonly<Record<string, 'connection' | 'answer'>> = {
  UND_ERR_CONNECT_TIMEOUT: 'connection',
  ETIMEDOUT: 'connection',
  UND_ERR_HEADERS_TIMEOUT: 'answer',
};

const TLS = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO|HOSTNAME_MISMATCH)/;
const PROTOCOL = /^(HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES)/;

const NEEDS_TLS = 'What answers there speaks plain HTTP. Only a registry on this machine is asked without TLS.';

/** The request that failed. */
export interface FailedRequest {
  readonly url: URL;
  /** What was asked in the place of the host; undefined where nothing was. */
  readonly proxy: URL | undefined;
  /** Milliseconds since it was sent. */
  readonly waitedMs: number;
}

/**
 * What the HTTP client threw, as one of our errors: says which host, in which phase it failed, and of an answer that did not
 * come what was waited for and how long. Our own errors stay as they are.
 */
export function networkError(error: unknown, request: FailedRequest): unknown {
  const { url, proxy } = request;
  const cause = decisive(error);
  if (cause instanceof EngineError) return cause;
  if (cause instanceof Stalled) return new RegistryUnreachable('timeout', url, cause.message, { cause });
  const { code = '', syscall, message, name } = cause as NodeJS.ErrnoException;
  if (PROTOCOL.test(code) || name === 'HTTPParserError') {
    return new RegistryProtocolError(url, `malformed HTTP response: ${message}`, { cause });
  }
  const known = FAILURES[`${syscall} ${code}`] ?? FAILURES[code];
  if (known === undefined && TLS.test(code))
    return new RegistryUnreachable('TLS', url, `tls: ${withoutAdviceForNode(message)} (${code})`, { cause });
  if (known === undefined) return unknownFailure(cause as Error, url);
  const [phase, words] = known;
  const problem = `${place(phase, cause as Partial<Dialled>, proxy ?? url)}${words}${awaited(code, request)}`;
  // A proxy dials for us: who is dialled is the proxy alone.
  if (proxy && (phase === 'DNS' || phase === 'connect')) {
    const hint = `Is the proxy ${proxy.host} right, and running? HTTPS_PROXY, or HTTP_PROXY, names it.`;
    return new RegistryUnreachable('proxy', url, `proxyconnect tcp: ${problem}`, { cause, hint });
  }
  return new RegistryUnreachable(phase, url, problem, { cause, ...(code === PLAIN_HTTP && { hint: NEEDS_TLS }) });
}

/** Whoever runs a container does not start Node. */
const withoutAdviceForNode = (message: string) => message.replace(/; if the root CA is installed locally.*$/s, '');

/**
 * Would the same request perhaps succeed a moment later? A wrong name, a closed port or a bad certificate stays what it
 * is. So does EAI_AGAIN, whatever its name: it is what a machine without a network says, and nobody should wait for that.
 * Nor for silence a second time: who has waited half a minute for an answer would rather be told, as docker tells.
 */
export function isTransient(error: unknown): boolean {
  return error instanceof RegistryUnreachable && error.phase === 'transfer';
}

/** Did what was asked fall silent? */
export function isSilence(error: unknown): boolean {
  return error instanceof RegistryUnreachable && error.phase === 'timeout';
}

interface Dialled {
  readonly address: string;
  readonly port: number;
}

function place(phase: Phase, { address, port }: Partial<Dialled>, url: URL): string {
  if (phase === 'DNS') return `dial tcp: lookup ${url.hostname}: `;
  return address === undefined ? '' : `dial tcp ${address}:${port}: `;
}

function awaited(code: string, { url, proxy, waitedMs }: FailedRequest): string {
  const what = AWAITED[code];
  if (what === undefined) return '';
  const kind = what === 'connection' && url.protocol === 'https:' ? 'TLS connection' : what;
  return ` (no ${kind} within ${Math.round(waitedMs / 1000)} s${proxy ? `, through the proxy ${proxy.host}` : ''})`;
}

const WANTS_PASSWORD = 'The proxy wants to know who asks: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT';

function unknownFailure(cause: Error, url: URL): RegistryUnreachable {
  const [, refused] = /^Proxy response \((\d+)\)/.exec(cause.message) ?? [];
  if (refused === '407')
    return new RegistryUnreachable('proxy', url, 'Proxy Authentication Required (407)', {
      cause,
      hint: WANTS_PASSWORD,
    });
  if (refused)
    return new RegistryUnreachable('proxy', url, `the proxy refuses to lead there: status ${refused}`, { cause });
  const isProxy = /proxy|407/i.test(cause.message);
  return new RegistryUnreachable(isProxy ? 'proxy' : 'transfer', url, cause.message, { cause });
}

/** `localhost` is tried on IPv6 and IPv4: of the errors of all attempts the last one tells most. */
function decisive(error: unknown): unknown {
  if (error instanceof AggregateError) return decisive(error.errors.at(-1));
  const { cause, code } = error as { cause?: unknown; code?: string };
  const isShell = cause instanceof Error && (code === undefined || code === 'UND_ERR_SOCKET');
  return isShell ? decisive(cause) : error;
}
