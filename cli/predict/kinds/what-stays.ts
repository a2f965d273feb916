import { factOf } from '../../../machines/story.ts';
import type { QuestionKind } from '../question.ts';

const NOTHING = 'nothing';
const FILES = 'the files that it has written';
const PROCESS = 'its process';

export const whatStays: QuestionKind = {
  name: 'what-stays',
  at: 'deleteContainer',
  ask: () => ({
    text: 'The container is about to be cleaned up. What will be left of it?',
    choices: [NOTHING, FILES, PROCESS],
  }),
  settle(story) {
    const left = factOf(story, 'leftovers', 'proveCleanup');
    if (left === undefined) return undefined;
    if ((left.processes?.length ?? 0) > 0)
      return { answer: PROCESS, because: `Still there: ${JSON.stringify(left.processes)}.` };
    if ((left.files?.length ?? 0) > 0)
      return {
        answer: FILES,
        because:
          'Its directory is kept, because --keep or --restart asked for it: docker keeps it unless --rm is given.',
      };
    return {
      answer: NOTHING,
      because:
        'Process, mounts, cgroup and files were looked for, and none was found. The image stays: it was never part of the container.',
      instead: { [FILES]: 'That would be so with --keep, and with docker run without --rm.' },
    };
  },
};
