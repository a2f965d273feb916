/** One request to a registry (or to where it pointed) and its answer, as plain data without secrets: what an evidence pane shows. */
export interface Exchange {
  readonly method: string;
  /** Credentials and signatures in the query are replaced. */
  readonly url: string;
  /** Undefined where no answer came. */
  readonly status: number | undefined;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** When it was sent: milliseconds since 1970. */
  readonly startedAt: number;
  /** From sending to the head of the answer; undefined where none came. */
  readonly answeredMs: number | undefined;
  /** From sending to the last byte of the body, pauses of the reader included. */
  readonly ms: number;
  /** Bytes of the response's body that were read. */
  readonly bodyBytes: number;
  /** Name of what went wrong, such as `ECONNRESET`; undefined where nothing did. */
  readonly error: string | undefined;
}

export type Headers = Readonly<Record<string, string>>;

const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);
/** The query of a token request says what is asked for; that of any other URL may be a signature, which is as good as a password. */
const TELLING_PARAMETERS = new Set(['service', 'scope', 'offline_token', 'client_id', 'ns']);

/** The headers with every secret replaced, the kind of credential kept: `Bearer [redacted]`. */
export function redactHeaders(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, redactHeader(name, value)]));
}

/** The URL without user name and password, and with every query value replaced that is not known to be harmless. */
export function redactUrl(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  shown.hash = '';
  for (const name of shown.searchParams.keys()) {
    if (!TELLING_PARAMETERS.has(name)) shown.searchParams.set(name, 'redacted');
  }
  return shown.href;
}

function redactHeader(name: string, value: string): string {
  if (SECRET_HEADERS.has(name))
    return /^(Basic|Bearer) /.test(value) ? `${value.split(' ', 1)[0]} [redacted]` : '[redacted]';
  if (name === 'location' && URL.canParse(value)) return redactUrl(new URL(value));
  // A relative Location may carry a signature too.
  return name === 'location' ? value.replace(/\?.*/, '?[redacted]') : value;
}
