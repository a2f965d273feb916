import type { Exchange } from '../../../../engine/registry/exchange.ts';
import type { Chronicle, Moment } from './chronicle.ts';
import { lookup } from './lookup.ts';

/** One HTTP exchange, and when it was in the run. */
export interface TimedExchange extends Exchange {
  readonly sequence: number;
  /** Milliseconds since the run began. */
  readonly from: number;
  readonly to: number;
  /** When the head of the answer came. */
  readonly answeredAt: number | undefined;
  /** Of the address, without the origin. */
  readonly path: string;
  readonly origin: string;
}

/** What was said over HTTP, in the order in which it was sent. */
export function exchangesOf(chronicle: Chronicle, moment: Moment): TimedExchange[] {
  const began = Date.parse(chronicle.head?.startedAt ?? '');
  const all = chronicle.facts('http', moment).flatMap(({ value, sequence, at }) => {
    const exchanges = Array.isArray(value) ? (value as unknown as Exchange[]) : [];
    return exchanges.map((exchange) => timed(exchange, sequence, at, began));
  });
  return all.sort((a, b) => a.from - b.from);
}

/** In a replay the exchanges were long before the run; then, as in older recordings, they ended when they were told. */
function timed(exchange: Exchange, sequence: number, toldAt: number, began: number): TimedExchange {
  const { ms, startedAt, answeredMs, url } = exchange;
  const isOfThisRun = typeof startedAt === 'number' && startedAt >= began - 1000;
  const from = isOfThisRun ? startedAt - began : Math.max(0, toldAt - ms);
  const answeredAt = answeredMs === undefined ? undefined : from + answeredMs;
  return { ...exchange, sequence, from, to: from + ms, answeredAt, ...partsOf(url) };
}

function partsOf(url: string): { readonly origin: string; readonly path: string } {
  const [, origin = '', path = url] = /^([a-z]+:\/\/[^/]*)(.*)$/i.exec(url) ?? [];
  return { origin, path };
}

/** What a header of the distribution protocol is good for; undefined for the everyday ones. */
export function headerMeaning(name: string): string | undefined {
  return lookup(MEANINGS, name.toLowerCase());
}

const MEANINGS: Readonly<Record<string, string>> = {
  accept: 'the kinds of document that the client understands: the registry must not answer with another one',
  'accept-encoding': 'identity: no compression on the way, or the bytes would not be those that the digest names',
  authorization: 'the token, which is shown to this registry alone',
  range: 'only these bytes are wanted: an interrupted download goes on where it stopped',
  'user-agent': 'who asks',
  'www-authenticate': 'the challenge: where a token can be had, and for what',
  'docker-content-digest': 'the name of the bytes that follow, by the word of the registry; it is computed again here',
  'docker-distribution-api-version': 'this is a registry, and it speaks version 2 of the protocol',
  'content-type': 'what kind of document this is: an index, a manifest, or just bytes',
  'content-length': 'so many bytes follow',
  'content-range': 'these of all bytes follow',
  'accept-ranges': 'parts of the content may be asked for',
  etag: 'a name for this version of the content',
  location: 'the content is elsewhere: often at a storage service, under an address that is signed',
  'ratelimit-limit': 'so many pulls are allowed in a while',
  'ratelimit-remaining': 'so many of them are left',
  'cache-control': 'who may keep the answer, and for how long',
};
