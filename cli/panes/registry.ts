import type { Json } from '../../engine/json.ts';
import type { Exchange } from '../../engine/registry/exchange.ts';
import { evidenceOf, factsOf, type Story } from '../../machines/story.ts';
import { type Pane, paneOf } from './pane.ts';

/** What was said to the registry over HTTP, and what it answered. */
export function registryPane(story: Story): Pane {
  const found = evidenceOf(story).filter(({ facts }) => facts.http !== undefined);
  const exchanges = factsOf(story, 'http').flat();
  const isEmpty = exchanges.length === 0;
  return paneOf({
    name: 'registry',
    title: 'what was asked of the registry',
    badge: isEmpty ? undefined : story.badge,
    document: isEmpty ? undefined : Object.fromEntries(exchanges.map(entryOf)),
    folded: exchanges.flatMap((_, at) => (at === exchanges.length - 1 ? [] : [`/${at + 1}`])),
    meanings: Object.fromEntries(exchanges.flatMap(({ status }, at) => meaningOf(status, at + 1))),
    check: [...new Set(found.flatMap(({ check }) => check.filter((line) => line.startsWith('curl'))))],
    nothing: 'No registry was asked so far. Where the store has the image, none is.',
  });
}

function entryOf({ method, url, status, ms, bodyBytes, ...headers }: Exchange, at: number): [string, Json] {
  const { requestHeaders, responseHeaders } = headers;
  return [
    String(at + 1),
    {
      request: `${method} ${url}`,
      ...(status !== undefined && { status }),
      milliseconds: ms,
      bytes: bodyBytes,
      requestHeaders,
      responseHeaders,
    },
  ];
}

function meaningOf(status: number | undefined, at: number): [string, string][] {
  const text = status === undefined ? undefined : STATUSES[status];
  return text === undefined ? [] : [[`/${at}/status`, text]];
}

/** @see RFC 9110 section 15 */
const STATUSES: Readonly<Record<number, string>> = {
  200: 'OK: the answer is in the body.',
  206: 'Partial content: the download goes on where it stopped.',
  301: 'Moved: ask at the address of the header location.',
  302: 'Found elsewhere: ask at the address of the header location.',
  307: 'Found elsewhere: blobs often lie with a storage service, and the registry only says where.',
  401: 'A token is wanted first. The header www-authenticate says where to get one.',
  403: 'Not for you, with or without a token.',
  404: 'There is no such thing.',
  429: 'Too many questions from this address: everybody behind one NAT counts as one.',
};
