import { factOf } from '../../../machines/story.ts';
import type { QuestionKind } from '../question.ts';

export const publishedPorts: QuestionKind = {
  name: 'published-ports',
  at: 'connectNetwork',
  ask({ request }) {
    const { ports = [] } = request.process.networking ?? {};
    if (ports.length === 0 || request.process.network !== 'bridge') return undefined;
    const named = ports.length === 1 ? 'One port is' : `${ports.length} ports are`;
    return { text: `${named} published with -p. At how many addresses and ports of the host will it be answered?` };
  },
  settle(story) {
    const network = factOf(story, 'network', 'connectNetwork');
    if (network?.ports === undefined) return undefined;
    const isEvery = network.ports.some((line) => line.includes('[::]'));
    const why = isEvery ? ' Where -p names no address it is every one: 0.0.0.0 of IPv4 and [::] of IPv6.' : '';
    return { answer: String(network.ports.length), because: `${network.ports.join(', ') || 'None'}.${why}` };
  },
};
