import { configJsonOf, processOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

export const userOutside: QuestionKind = {
  name: 'user-outside',
  at: 'startInit',
  ask(story) {
    const uid = configJsonOf(story)?.process.user.uid;
    if (uid === undefined) return undefined;
    return { text: `Inside, the process will be user ${uid}. Which user is it for the host?` };
  },
  settle(story) {
    const process = processOf(story);
    const uid = process?.uids[0];
    if (process === undefined || uid === undefined) return undefined;
    const because = process.namespaces.user?.isHosts
      ? 'It has no user namespace of its own: a user inside is the same user outside, root included. Docker does so too, unless it is told otherwise.'
      : `Its user namespace maps users: ${process.uidMap.join('; ')} (inside, outside, how many).`;
    return { answer: String(uid), because };
  },
};
