import type { Json } from '../../engine/json.ts';
import { evidenceOf, factOf, outputOf, type Story } from '../../machines/story.ts';
import { meaningsOf } from './meanings/meaning.ts';
import { NETWORK } from './meanings/network.ts';
import { type Pane, paneOf } from './pane.ts';

/** The network that the container has: what it sees of it, what the host has of it, and by which commands it was made. */
export function networkPane(story: Story): Pane {
  const document = documentOf(story);
  return paneOf({
    name: 'network',
    title: 'the network of the container',
    badge: document === undefined ? undefined : story.badge,
    document,
    meanings: document === undefined ? {} : meaningsOf(document, NETWORK),
    folded: FOLDED.filter((pointer) => Object.hasOwn(document ?? {}, pointer.slice(1))),
    check: checksOf(story),
    nothing: 'The network is brought to the container while its first process is held: at the step connectNetwork.',
  });
}

/** Long lists that are looked at last. */
const FOLDED = ['/commands', '/taken back by'];

function documentOf(story: Story): Readonly<Record<string, Json>> | undefined {
  const network = factOf(story, 'network', 'connectNetwork');
  if (network === undefined) return undefined;
  const { commands } = factOf(story, 'network', 'deleteContainer') ?? {};
  return {
    'asked for': story.request.process.network,
    ...network,
    ...(commands !== undefined && { 'taken back by': commands }),
  };
}

function checksOf(story: Story): readonly string[] {
  const found = evidenceOf(story, 'connectNetwork').flatMap(({ check }) => check);
  const { bundle } = outputOf(story, 'prepareSnapshot') ?? {};
  return found.length === 0 ? [] : [...found, ...['resolv.conf', 'hosts'].map((name) => `cat ${bundle}/${name}`)];
}
