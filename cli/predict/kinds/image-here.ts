import { hasEnded, outputOf } from '../../../machines/story.ts';
import { YES_OR_NO } from '../choices.ts';
import { shortName } from '../known.ts';
import type { QuestionKind } from '../question.ts';

export const imageHere: QuestionKind = {
  name: 'image-here',
  at: 'lookUpImage',
  ask: (story) =>
    story.request.process.rootfs
      ? undefined
      : { text: `Is ${shortName(story)} already in the store of this machine?`, choices: YES_OR_NO },
  settle(story) {
    if (!hasEnded(story, 'lookUpImage')) return undefined;
    const image = outputOf(story, 'lookUpImage')?.image;
    return image === undefined
      ? {
          answer: 'no',
          because:
            'Its list of names, index.json, does not have it, or not all of its layers are here. So it is pulled.',
        }
      : {
          answer: 'yes',
          because: `index.json says that the name stands for ${image.target.digest}. No registry is asked.`,
        };
  },
};
