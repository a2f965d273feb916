import { factOf } from '../../../machines/story.ts';
import { originNotes } from '../../panes/config.ts';
import { configJsonOf, imageConfigOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

export const user: QuestionKind = {
  name: 'user',
  at: 'writeBundle',
  ask(story) {
    const image = imageConfigOf(story);
    if (image === undefined) return undefined;
    const named = story.request.process.user ?? image.config?.User ?? '';
    const whose = story.request.process.user === undefined ? 'The image' : 'The command line';
    const says =
      named === '' ? 'Neither the image nor the command line names a user.' : `${whose} names the user ${named}.`;
    return { text: `${says} Which number will the program's user have, inside?` };
  },
  settle(story) {
    const uid = configJsonOf(story)?.process.user.uid;
    if (uid === undefined) return undefined;
    const note = originNotes(factOf(story, 'origins'))['/process/user'];
    return {
      answer: String(uid),
      because: `config.json has uid ${uid}${note === undefined ? '' : ` (${note})`}. Names are looked up in the image's own /etc/passwd; the kernel knows numbers only.`,
    };
  },
};
