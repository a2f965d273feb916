import type { Dispatcher } from 'undici';
import { createAddressGuard } from './address-guard.ts';
import type { Certificates } from './certificates.ts';
import { openConnector, wideContext } from './connector.ts';
import { type ProxySettings, proxyFor } from './proxy.ts';

/** Whom a request goes to. Each has sockets of its own: an answer that was left on one cannot be taken for another's. */
export type Peer = 'registry' | 'token' | 'elsewhere';

/** Who carries requests. */
export interface Dispatchers {
  /** @throws RegistryUnreachable where the proxy for it cannot be understood */
  dispatcherFor(peer: Peer, url: URL): Dispatcher;
  /** Ends all connections. */
  destroy(): Promise<void>;
}

/** Milliseconds that each phase may take, and the bytes that a body has to bring meanwhile. */
export interface Timeouts {
  readonly connect: number;
  readonly headers: number;
  /** A body that brings less than `stallBytes` while it is waited for this long has stalled. */
  readonly stall: number;
  readonly stallBytes: number;
}

export const TIMEOUTS: Timeouts = { connect: 10_000, headers: 30_000, stall: 60_000, stallBytes: 1024 };

export interface DispatcherOptions {
  /** Where the registry is. */
  readonly origin: URL;
  readonly proxy: ProxySettings | undefined;
  readonly certificates: Certificates | undefined;
  readonly timeouts: Timeouts;
}

/** Loads undici, and makes a dispatcher for each peer, and for each proxy, when it is first needed. */
export async function openDispatchers(options: DispatcherOptions): Promise<Dispatchers> {
  const { Agent, buildConnector, ProxyAgent } = await import('undici');
  const { timeouts, certificates, proxy, origin } = options;
  const guard = createAddressGuard();
  const common = {
    allowH2: false,
    headersTimeout: timeouts.headers,
    // Time between two reads says nothing while a person has paused the run: `unlessStalled` measures the waiting instead.
    bodyTimeout: 0,
  };
  const openDirect = (peer: Peer): Dispatcher => {
    const lookup = peer === 'registry' ? guard.registryLookup : guard.foreignLookup;
    const { hostname } = origin;
    const connect = openConnector(buildConnector, { timeout: timeouts.connect, lookup, hostname, certificates });
    return new Agent({ ...common, connect });
  };
  // A proxy looks up names itself. Those that look into TLS do so with an authority that only this machine knows.
  const openProxied = (uri: string, isHome: boolean): Dispatcher =>
    new ProxyAgent({
      ...common,
      uri,
      connectTimeout: timeouts.connect,
      proxyTls: { secureContext: wideContext(certificates, false) },
      requestTls: { secureContext: wideContext(certificates, isHome) },
    });
  const opened = new Map<string, Dispatcher>();
  return {
    dispatcherFor(peer, url) {
      const through = proxy && proxyFor(url, proxy);
      const isHome = url.hostname === origin.hostname;
      const key = [peer, through?.href, isHome].join(' ');
      const dispatcher = opened.get(key) ?? (through ? openProxied(through.href, isHome) : openDirect(peer));
      opened.set(key, dispatcher);
      return dispatcher;
    },
    async destroy() {
      await Promise.all([...opened.values()].map((dispatcher) => dispatcher.destroy()));
    },
  };
}
