import type { Dispatcher } from 'undici';
import { type DispatcherOptions, type Dispatchers, openDispatchers, type Peer, type Timeouts } from './dispatchers.ts';
import { type Exchange, type Headers, redactHeaders, redactUrl } from './exchange.ts';
import { networkError } from './network-error.ts';
import { proxyFor } from './proxy.ts';
import { unlessStalled } from './stall.ts';

const USER_AGENT = 'learn-run';

/** One HTTP request, ready to be sent. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Headers;
  readonly body?: string;
  /** Whom it goes to: the registry itself, its token server, or a host that the registry redirected to. */
  readonly peer: Peer;
  readonly signal: AbortSignal;
}

/** One HTTP answer; the body is as it was on the wire, and has to be read to its end or discarded. */
export interface WireResponse {
  readonly url: URL;
  readonly peer: Peer;
  readonly status: number;
  /** Lower-case names; repeated headers joined by a comma. */
  readonly headers: Headers;
  readonly body: AsyncGenerator<Buffer, void, undefined>;
}

/** Sends single requests: no redirects, no retries, no credentials of its own. */
export interface Transport {
  send(request: WireRequest): Promise<WireResponse>;
  close(): Promise<void>;
}

export interface TransportOptions extends DispatcherOptions {
  readonly onExchange: ((exchange: Exchange) => void) | undefined;
}

/** A transport over undici, which is loaded with the first request: its import costs 100 ms that a warm run need not pay. */
export function openTransport(options: TransportOptions): Transport {
  let dispatchers: Promise<Dispatchers> | undefined;
  return {
    async send(given) {
      const request = { ...given, headers: { 'user-agent': USER_AGENT, ...given.headers } };
      dispatchers ??= openDispatchers(options);
      const journal = openJournal(request, options.onExchange);
      let proxy: URL | undefined;
      try {
        proxy = options.proxy && proxyFor(request.url, options.proxy);
        const dispatcher = (await dispatchers).dispatcherFor(request.peer, request.url);
        const response = await dispatch(dispatcher, request);
        return received(request, response, journal, options.timeouts);
      } catch (error) {
        throw journal.fail(error, proxy);
      }
    },
    async close() {
      await (await dispatchers)?.destroy();
    },
  };
}

function dispatch(
  dispatcher: Dispatcher,
  { method, url, headers, body, signal }: WireRequest,
): Promise<Dispatcher.ResponseData> {
  const path = url.pathname + url.search;
  return dispatcher.request({
    origin: url.origin,
    path,
    method,
    headers: { ...headers },
    body: body ?? null,
    signal,
  });
}

function received(
  request: WireRequest,
  response: Dispatcher.ResponseData,
  journal: Journal,
  timeouts: Timeouts,
): WireResponse {
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, String(value ?? '')]),
  );
  journal.answered(response.statusCode, headers);
  return {
    url: request.url,
    peer: request.peer,
    status: response.statusCode,
    headers,
    body: readBody(response.body, journal, timeouts),
  };
}

async function* readBody(
  body: Dispatcher.ResponseData['body'],
  journal: Journal,
  timeouts: Timeouts,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const chunk of unlessStalled(body, timeouts)) {
      journal.read(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw journal.fail(error);
  } finally {
    // Reading may have been given up half-way; the socket must not be kept for the next request then.
    body.destroy();
    journal.end();
  }
}

/** Keeps book of one exchange, and reports it once. */
interface Journal {
  answered(status: number, headers: Headers): void;
  read(bytes: number): void;
  /** The error to throw for this failure of a request that went to this proxy, or to none. */
  fail(error: unknown, proxy?: URL): unknown;
  end(): void;
}

function openJournal(request: WireRequest, onExchange: TransportOptions['onExchange']): Journal {
  const [startedAt, began] = [Date.now(), performance.now()];
  const passed = () => Math.round(performance.now() - began);
  let answeredMs: number | undefined;
  let status: number | undefined;
  let responseHeaders: Headers = {};
  let bodyBytes = 0;
  let isReported = false;
  const end = (error?: string) => {
    if (isReported) return;
    isReported = true;
    onExchange?.({
      method: request.method,
      url: redactUrl(request.url),
      status,
      requestHeaders: redactHeaders(request.headers),
      responseHeaders,
      startedAt,
      answeredMs,
      ms: passed(),
      bodyBytes,
      error,
    });
  };
  return {
    answered(code, headers) {
      answeredMs = passed();
      status = code;
      responseHeaders = redactHeaders(headers);
    },
    read(bytes) {
      bodyBytes += bytes;
    },
    fail(error, proxy) {
      end((error as { code?: string }).code ?? (error as Error).name);
      return request.signal.aborted
        ? request.signal.reason
        : networkError(error, { url: request.url, proxy, waitedMs: passed() });
    },
    end,
  };
}
