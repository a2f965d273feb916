import { processOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

export const namespaces: QuestionKind = {
  name: 'namespaces',
  at: 'startInit',
  ask: () => ({
    text: 'There are eight kinds of namespaces: cgroup, ipc, mnt, net, pid, time, user and uts. Of how many kinds will the process have one of its own?',
  }),
  settle(story) {
    const process = processOf(story);
    if (process === undefined) return undefined;
    const kinds = Object.entries(process.namespaces);
    const shared = kinds.flatMap(([kind, { isHosts }]) => (isHosts ? [kind] : []));
    return {
      answer: String(kinds.length - shared.length),
      because:
        shared.length === 0 ? 'It shares none with the host.' : `With the host it shares ${shared.join(' and ')}.`,
    };
  },
};
