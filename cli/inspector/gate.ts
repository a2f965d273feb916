import type { IncomingMessage } from 'node:http';

/** Why a request is turned away. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 415 | 429 | 500 | 503;
  readonly reason: string;
}

const refusal = (status: Refusal['status'], reason: string): Refusal => ({ status, reason });

/**
 * What is wrong with where a request comes from; undefined where nothing is. Any web page may send requests to an address
 * of this machine, under any name that it makes point there (DNS rebinding), so only exact names and our own origin pass.
 *
 * @param names the `Host`s that are ours: `127.0.0.1:4000`
 */
export function refuseStranger(
  request: Pick<IncomingMessage, 'rawHeaders' | 'url' | 'method'>,
  names: readonly string[],
): Refusal | undefined {
  const hosts = valuesOf(request.rawHeaders, 'host');
  // Node takes the first of two, and believes in addresses that stand in the request line.
  if (hosts.length !== 1 || !names.includes(hosts[0]!)) return refusal(403, 'unknown host');
  if (!request.url?.startsWith('/')) return refusal(403, 'unknown address');
  const origins = valuesOf(request.rawHeaders, 'origin');
  if (origins.some((origin) => origin !== `http://${hosts[0]}`)) return refusal(403, 'unknown origin');
  const sites = valuesOf(request.rawHeaders, 'sec-fetch-site');
  if (sites.some((site) => site !== 'same-origin' && site !== 'none')) return refusal(403, 'asked by another site');
  if (request.method === 'POST') return refuseForm(request.rawHeaders, origins);
  return request.method === 'GET' ? undefined : refusal(request.method === 'OPTIONS' ? 403 : 405, 'unknown method');
}

/** A form can be sent by any page without being asked: it has no JSON, and an origin of its own. */
function refuseForm(headers: readonly string[], origins: readonly string[]): Refusal | undefined {
  if (origins.length !== 1) return refusal(403, 'unknown origin');
  const types = valuesOf(headers, 'content-type');
  return types.length === 1 && types[0] === 'application/json' ? undefined : refusal(415, 'not JSON');
}

function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]!.toLowerCase() === name);
}
