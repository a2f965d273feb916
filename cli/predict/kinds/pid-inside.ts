import { processOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

export const pidInside: QuestionKind = {
  name: 'pid-inside',
  at: 'startInit',
  ask: () => ({ text: 'A process is about to be made. Which process id will it see for itself?' }),
  settle(story) {
    const process = processOf(story);
    const own = process?.pids.at(-1);
    if (process === undefined || own === undefined) return undefined;
    const isNew = process.pids.length > 1;
    return {
      answer: String(own),
      because: isNew
        ? `It is the first process of a new pid namespace. On the host the same process is ${process.pid}.`
        : 'It has the pid namespace of the host, and with it the number that the host knows it by.',
    };
  },
};
