import { outputsOf } from '../../../machines/story.ts';
import { counted } from '../choices.ts';
import { manifestOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

export const layersHere: QuestionKind = {
  name: 'layers-here',
  at: 'locateLayer',
  ask(story) {
    const count = manifestOf(story)?.layers.length ?? 0;
    if (count === 0) return undefined;
    return count === 1
      ? { text: 'Is the layer of this image already unpacked here?', choices: ['yes', 'no'] }
      : { text: `How many of the ${count} layers of this image are already unpacked here?` };
  },
  settle(story) {
    const looked = outputsOf(story, 'locateLayer');
    const count = manifestOf(story)?.layers.length ?? 0;
    if (count === 0 || looked.length < count) return undefined;
    const here = looked.filter(({ exists }) => exists).length;
    const because =
      here === 0
        ? 'No image before it had the same layers. The next one that has them will find them.'
        : `${counted(here, 'layer')} came with another image. A layer is known by its digest, whoever brought it.`;
    return { answer: count === 1 ? (here === 1 ? 'yes' : 'no') : String(here), because };
  },
};
