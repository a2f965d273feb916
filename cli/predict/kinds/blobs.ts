import { evidenceOf, outputOf, type Story } from '../../../machines/story.ts';
import { counted } from '../choices.ts';
import { manifestOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

export const blobs: QuestionKind = {
  name: 'blobs',
  at: 'fetchConfig',
  ask(story) {
    const layers = manifestOf(story)?.layers.length;
    if (layers === undefined) return undefined;
    return {
      text: `The manifest names one config and ${counted(layers, 'layer')}. How many blobs will be fetched now?`,
    };
  },
  settle(story) {
    if (outputOf(story, 'recordImage') === undefined || !tellsOfDownloads(story)) return undefined;
    const fetched = fetchedBlobs(story);
    const wanted = (manifestOf(story)?.layers.length ?? 0) + 1;
    const rest = wanted - fetched.size;
    const others = rest === 0 ? 'None of them was here before.' : `${counted(rest, 'blob')} had been here already.`;
    return {
      answer: String(fetched.size),
      because: `The config is a blob like the layers, and each digest is fetched once: ${others}`,
    };
  },
};

/** Recordings of earlier versions do not tell which layers were asked for. */
const tellsOfDownloads = (story: Story) =>
  evidenceOf(story, 'downloadLayer').every(({ facts }) => facts.http !== undefined);

/** The digests that the registry was asked for as blobs. */
function fetchedBlobs(story: Story): Set<string> {
  const exchanges = evidenceOf(story).flatMap(({ facts }) => (facts.http ?? []) as readonly { readonly url: string }[]);
  return new Set(exchanges.flatMap(({ url }) => /\/v2\/.*\/blobs\/([^?]+)/.exec(url)?.[1] ?? []));
}
