import { factOf } from '../../../machines/story.ts';
import { counted } from '../choices.ts';
import { manifestOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

export const stacked: QuestionKind = {
  name: 'stacked',
  at: 'prepareSnapshot',
  ask(story) {
    const layers = manifestOf(story)?.layers.length;
    if (layers === undefined) return undefined;
    return {
      text: `The image has ${counted(layers, 'layer')}. How many directories will overlayfs lay on top of each other for this container?`,
    };
  },
  settle(story) {
    const snapshot = factOf(story, 'snapshot', 'prepareSnapshot');
    if (snapshot === undefined) return undefined;
    const { length } = snapshot.layers;
    return {
      answer: String(length + 1),
      because: `One for each layer, read-only, and an empty one on top for what the container writes.`,
      instead: { [length]: 'Where would the container write? The layers are shared, and read-only.' },
    };
  },
};
