import { outputOf, type Story } from '../../../machines/story.ts';
import { listedLayers } from '../../panes/layers.ts';
import { choicesOf } from '../choices.ts';
import type { QuestionKind } from '../question.ts';

export const whiteout: QuestionKind = {
  name: 'whiteout',
  at: 'prepareSnapshot',
  ask(story) {
    const found = firstWhiteout(story);
    if (found === undefined) return undefined;
    return {
      text: `Layer ${found.layer} has an empty file named ${found.path}. Which file will the container not have because of it?`,
      choices: choicesOf(found.hidden, ...found.others),
    };
  },
  settle(story) {
    const found = firstWhiteout(story);
    if (found === undefined || outputOf(story, 'prepareSnapshot') === undefined) return undefined;
    return {
      answer: found.hidden,
      because: `.wh. in front of a name hides that name in the layers below. ${found.hidden} is still in its own layer: nothing is ever taken out of an image.`,
    };
  },
};

interface Found {
  readonly layer: number;
  readonly path: string;
  readonly hidden: string;
  /** Some files that are not hidden. */
  readonly others: readonly string[];
}

function firstWhiteout(story: Story): Found | undefined {
  const layers = listedLayers(story);
  for (const [at, { entries = [] }] of layers.entries()) {
    const entry = entries.find(({ change, hidden }) => change === 'hides' && hidden !== undefined);
    if (entry === undefined) continue;
    const files = layers
      .flatMap((one) => one.entries ?? [])
      .filter((one) => !one.isDirectory && one.hidden === undefined);
    const others = [...new Set(files.map(({ path }) => path))].filter((path) => path !== entry.hidden).slice(0, 3);
    // With nothing else to choose from it is no question.
    return others.length === 0 ? undefined : { layer: at + 1, path: entry.path, hidden: entry.hidden!, others };
  }
  return undefined;
}
