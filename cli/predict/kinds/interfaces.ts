import { factOf, hasEnded } from '../../../machines/story.ts';
import { processOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

const [NONE, LOOPBACK, MORE, HOSTS] = ['none', 'loopback alone', 'loopback and one of its own', 'those of the host'];

export const interfaces: QuestionKind = {
  name: 'interfaces',
  at: 'startInit',
  ask: ({ request }) => ({
    text: `The network is "${request.process.network}". Which network interfaces will the container have?`,
    choices: [NONE, LOOPBACK, MORE, HOSTS],
  }),
  settle(story) {
    // Only then is it clear that nothing is added any more.
    if (!hasEnded(story, 'attachStreams')) return undefined;
    const names = namesOf(factOf(story, 'network') as KnownNetwork | undefined);
    const process = processOf(story);
    if (names === undefined || process === undefined) return undefined;
    if (process.namespaces.net?.isHosts)
      return { answer: HOSTS, because: `It shares the host's network namespace: ${names.join(', ')}.` };
    const others = names.filter((name) => name !== 'lo');
    return {
      answer: names.length === 0 ? NONE : others.length === 0 ? LOOPBACK : MORE,
      because: `In its network namespace there is ${names.join(', ') || 'nothing'}.`,
      instead: { [HOSTS]: 'It has a network namespace of its own, in which those are not to be seen.' },
    };
  },
};

/** The network as it is told: the interfaces by name, or in a list of what is inside. */
interface KnownNetwork {
  readonly interfaces?: Readonly<Record<string, unknown>>;
  readonly inside?: { readonly interfaces?: readonly string[] };
}

const namesOf = (network: KnownNetwork | undefined): readonly string[] | undefined =>
  network?.inside?.interfaces ?? (network?.interfaces && Object.keys(network.interfaces));
