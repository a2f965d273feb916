import { factOf } from '../../../machines/story.ts';
import { manifestOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

const [SAME, OTHER] = ['the same one', 'another one'];

export const diffId: QuestionKind = {
  name: 'diff-id',
  at: 'extractLayer',
  ask: () => ({
    text: 'The manifest knows the layer by the digest of its archive. The archive is unpacked now. By which digest does the image config know it?',
    choices: [SAME, OTHER],
  }),
  settle(story) {
    const layer = factOf(story, 'layer', 'extractLayer');
    if (layer?.diffId === undefined) return undefined;
    const isSame = manifestOf(story)?.layers.some(({ digest }) => digest === layer.diffId) ?? false;
    return isSame
      ? { answer: SAME, because: `${layer.diffId} is both: this archive is not compressed.` }
      : {
          answer: OTHER,
          because: `${layer.diffId} is the digest of the same archive uncompressed, the diffID: it stays when somebody compresses the layer anew.`,
        };
  },
};
