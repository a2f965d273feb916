import { binarySize } from '../../../machines/binary-size.ts';
import { factOf, hasEnded } from '../../../machines/story.ts';
import { YES_OR_NO } from '../choices.ts';
import type { QuestionKind } from '../question.ts';

export const outOfMemory: QuestionKind = {
  name: 'out-of-memory',
  at: 'startContainer',
  ask({ request }) {
    const limit = request.process.resources?.memory;
    if (!limit) return undefined;
    return {
      text: `The container may have ${binarySize(limit)} of memory. Will the kernel kill the program because that is not enough?`,
      choices: YES_OR_NO,
    };
  },
  settle(story) {
    if (!hasEnded(story, 'reapContainer')) return undefined;
    const evidence = factOf(story, 'out of memory', 'reapContainer');
    const figures = factOf(story, 'cgroup', 'awaitExit');
    const peak = figures?.memory?.peak;
    const most = peak === undefined ? '' : ` The most that it had at a time was ${binarySize(peak)}.`;
    return evidence === undefined
      ? { answer: 'no', because: `Its cgroup counts no kill.${most}` }
      : { answer: 'yes', because: `Its cgroup counts ${evidence.kills} kill by the kernel's OOM killer.${most}` };
  },
};
