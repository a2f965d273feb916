import { factOf } from '../../../machines/story.ts';
import { processOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

const [NONE, LOOPBACK, MORE, HOSTS] = ['none', 'loopback alone', 'loopback and one of its own', 'those of the host'];

export const interfaces: QuestionKind = {
  name: 'interfaces',
  at: 'connectNetwork',
  ask: ({ request }) => ({
    text: `The network is "${request.process.network}". Which network interfaces will the container have?`,
    choices: [NONE, LOOPBACK, MORE, HOSTS],
  }),
  settle(story) {
    const network = factOf(story, 'network', 'connectNetwork');
    const process = processOf(story);
    if (network === undefined || process === undefined) return undefined;
    const names = Object.keys(network.inside.interfaces);
    if (process.namespaces.net?.isHosts)
      return { answer: HOSTS, because: `It shares the host's network namespace: ${names.join(', ')}.` };
    const others = names.filter((name) => name !== 'lo');
    return {
      answer: names.length === 0 ? NONE : others.length === 0 ? LOOPBACK : MORE,
      because: `In its network namespace there is ${names.join(', ') || 'nothing'}${network.reason ? `: ${network.reason}` : ''}.`,
      instead: { [HOSTS]: 'It has a network namespace of its own, in which those are not to be seen.' },
    };
  },
};
