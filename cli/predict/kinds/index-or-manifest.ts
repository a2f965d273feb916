import { outputOf } from '../../../machines/story.ts';
import { shortName } from '../known.ts';
import type { QuestionKind } from '../question.ts';

const INDEX = 'an index, which has a manifest for each platform';
const MANIFEST = 'a manifest, for one platform';

export const indexOrManifest: QuestionKind = {
  name: 'index-or-manifest',
  at: 'resolveIndex',
  ask: (story) => ({
    text: `The registry is asked for ${shortName(story)}:${story.request.reference.tag ?? 'that digest'}. What will it send?`,
    choices: [INDEX, MANIFEST],
  }),
  settle(story) {
    const output = outputOf(story, 'resolveIndex');
    if (output === undefined) return undefined;
    const isIndex = output.target.digest !== output.manifest.digest;
    const { os, architecture } = story.request.platform;
    return isIndex
      ? {
          answer: INDEX,
          because: `For ${os}/${architecture} it names ${output.manifest.digest}, which is fetched next.`,
        }
      : { answer: MANIFEST, because: `It is a ${output.target.mediaType}: there is nothing to choose.` };
  },
};
