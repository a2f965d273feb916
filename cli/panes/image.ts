import type { Json } from '../../engine/json.ts';
import { evidenceOf, factOf, type Story } from '../../machines/story.ts';
import { IMAGE_CONFIG } from './meanings/image-config.ts';
import { IMAGE_INDEX } from './meanings/image-index.ts';
import { MANIFEST } from './meanings/manifest.ts';
import { type Meanings, meaningsOf } from './meanings/meaning.ts';
import { type Pane, paneOf } from './pane.ts';
import { pointerPart } from './pointer.ts';

const DOCUMENTS: readonly (readonly [name: string, meanings: Meanings])[] = [
  ['index', IMAGE_INDEX],
  ['manifest', MANIFEST],
  ['image config', IMAGE_CONFIG],
];

/** The three documents of an image, each naming the next by its digest. */
export function imagePane(story: Story): Pane {
  const documents = DOCUMENTS.flatMap(([name, meanings]): [string, Json, Meanings][] => {
    const document = factOf(story, name);
    return document === undefined ? [] : [[name, document, meanings]];
  });
  const isEmpty = documents.length === 0;
  return paneOf({
    name: 'image',
    title: 'index, manifest and config',
    badge: isEmpty ? undefined : story.badge,
    document: isEmpty ? undefined : Object.fromEntries(documents.map(([name, document]) => [name, document])),
    meanings: Object.fromEntries(documents.flatMap(meaningsBelow)),
    // The newest one is what somebody wants to see; the others are a key away.
    folded: documents.slice(0, -1).map(([name]) => `/${pointerPart(name)}`),
    check: checksOf(story),
    nothing: 'Nothing is known of the image yet.',
  });
}

function meaningsBelow([name, document, meanings]: [string, Json, Meanings]): [string, string][] {
  return Object.entries(meaningsOf(document, meanings)).map(([pointer, text]) => [
    `/${pointerPart(name)}${pointer}`,
    text,
  ]);
}

function checksOf(story: Story): string[] {
  const lines = evidenceOf(story)
    .filter(({ facts }) => DOCUMENTS.some(([name]) => facts[name] !== undefined))
    .flatMap(({ check }) => check.filter((line) => line.startsWith('cat ')));
  return [...new Set(lines)];
}
