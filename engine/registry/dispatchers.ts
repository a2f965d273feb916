import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import { createAddressGuard } from './address-guard.ts';

/** Whom a request goes to. Each has sockets of its own: an answer that was left on one cannot be taken for another's. */
export type Peer = 'registry' | 'token' | 'elsewhere';
export type Dispatchers = Readonly<Record<Peer, Dispatcher>>;

/** Milliseconds that each phase may take, and the bytes that a body has to bring meanwhile. */
export interface Timeouts {
  readonly connect: number;
  readonly headers: number;
  /** A body that brings less than `stallBytes` while it is waited for this long has stalled. */
  readonly stall: number;
  readonly stallBytes: number;
}

export const TIMEOUTS: Timeouts = { connect: 10_000, headers: 30_000, stall: 60_000, stallBytes: 1024 };

/** The proxies to use, as HTTP_PROXY, HTTPS_PROXY and NO_PROXY name them. */
export interface ProxySettings {
  readonly http: string;
  readonly https: string;
  readonly no: string;
}

/** The proxies that these environment variables ask for; undefined where they ask for none. */
export function proxyFrom(env: Readonly<Record<string, string | undefined>>): ProxySettings | undefined {
  const read = (name: string) => env[name.toLowerCase()] ?? env[name] ?? '';
  const proxy = { http: read('HTTP_PROXY'), https: read('HTTPS_PROXY'), no: read('NO_PROXY') };
  return proxy.http === '' && proxy.https === '' ? undefined : proxy;
}

/** Loads undici and makes a dispatcher for each peer. */
export async function openDispatchers(proxy: ProxySettings | undefined, timeouts: Timeouts): Promise<Dispatchers> {
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const guard = createAddressGuard();
  const open = (lookup: LookupFunction) => {
    const options = {
      allowH2: false,
      connect: { timeout: timeouts.connect, lookup },
      headersTimeout: timeouts.headers,
      // Time between two reads says nothing while a person has paused the run: `unlessStalled` measures the waiting instead.
      bodyTimeout: 0,
    };
    if (proxy === undefined) return new Agent(options);
    const noProxy = [proxy.no, 'localhost', '127.0.0.1', '[::1]'].filter((entry) => entry !== '').join(',');
    return new EnvHttpProxyAgent({ ...options, httpProxy: proxy.http, httpsProxy: proxy.https, noProxy });
  };
  return {
    registry: open(guard.registryLookup),
    token: open(guard.foreignLookup),
    elsewhere: open(guard.foreignLookup),
  };
}
