import type { Json } from '../../machines/evidence.ts';
import { factOf, outputOf, type Story } from '../../machines/story.ts';
import { type Pane, paneOf } from './pane.ts';
import { everyField } from './pointer.ts';

/** The network that the container has: interfaces, addresses, routes, and where it looks names up. */
export function networkPane(story: Story): Pane {
  const network = factOf(story, 'network');
  const bundle = outputOf(story, 'prepareSnapshot')?.bundle;
  const { pid } = (factOf(story, 'process', 'startInit') ?? {}) as { readonly pid?: number };
  return paneOf({
    name: 'network',
    title: 'the network inside',
    badge: network === undefined ? undefined : story.badge,
    document:
      network === undefined ? undefined : { 'asked for': story.request.process.network, ...(network as object) },
    meanings: network === undefined ? {} : meaningsIn(network),
    check:
      pid === undefined
        ? []
        : [
            `nsenter --target ${pid} --net ip address`,
            `nsenter --target ${pid} --net ip route`,
            `cat /proc/${pid}/net/dev`,
            `cat ${bundle}/resolv.conf`,
            `cat ${bundle}/hosts`,
          ],
    nothing: 'The network namespace is made when the container is created.',
  });
}

function meaningsIn(network: Json): Record<string, string> {
  const found: Record<string, string> = { ...MEANINGS };
  for (const [pointer] of everyField(network)) {
    const text = PATTERNS.find(([pattern]) => pattern.test(pointer))?.[1];
    if (text !== undefined) found[pointer] = text;
  }
  return found;
}

const MEANINGS: Readonly<Record<string, string>> = {
  '/asked for': 'What --network said, or its default.',
  '/interfaces': 'What ip address lists.',
  '/routes': 'Where packets go. Without a route nothing can be reached but the own addresses.',
};

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^\/interfaces\/lo$/, 'Loopback: the container talking to itself. Another one than the loopback of the host.'],
  [/^\/interfaces\/[^/]+$/, 'A network interface in the namespace of the container.'],
  [/\/receivedBytes$/, 'Bytes that have come in so far.'],
  [/\/sentBytes$/, 'Bytes that have gone out so far.'],
  [/\/addresses$/, "Its addresses, with the length of the network's part."],
];
