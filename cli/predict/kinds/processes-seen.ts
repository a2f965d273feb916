import { factOf } from '../../../machines/story.ts';
import type { QuestionKind } from '../question.ts';

export const processesSeen: QuestionKind = {
  name: 'processes-seen',
  at: 'startInit',
  ask: () => ({ text: 'How many processes will the new process see in /proc, itself included?' }),
  settle(story) {
    const inside = factOf(story, 'inside', 'startInit');
    if (inside === undefined) return undefined;
    const host = factOf(story, 'host', 'startInit');
    const outside = host === undefined ? '' : ` On the host there are ${host.processes}.`;
    const { length } = inside.processes;
    return {
      answer: String(length),
      because: `A /proc that is mounted inside shows the processes of the pid namespace: ${length} process${length === 1 ? '' : 'es'}.${outside}`,
    };
  },
};
