import type { Json } from '../../engine/json.ts';
import type { DigestFact } from '../../machines/facts.ts';
import { factsOf, type Story } from '../../machines/story.ts';
import { type Pane, paneOf } from './pane.ts';

/** Every blob of the image: the digest that was promised, and the one that its bytes have. */
export function digestsPane(story: Story): Pane {
  const blobs = digestFacts(story);
  const isEmpty = blobs.length === 0;
  return paneOf({
    name: 'digests',
    title: 'digests, promised and computed',
    badge: isEmpty ? undefined : story.badge,
    document: isEmpty ? undefined : Object.fromEntries(blobs.map(entryOf)),
    meanings: Object.fromEntries(blobs.flatMap(meaningsAt)),
    check: blobs.map(({ file }) => `sha256sum ${file}`),
    nothing: 'No blob is here yet whose digest could be computed.',
  });
}

/** The newest fact for each digest. Recordings of earlier versions have them in another form, and are passed over. */
function digestFacts(story: Story): DigestFact[] {
  const all = factsOf(story, 'digests').flatMap((facts) => (Array.isArray(facts) ? (facts as DigestFact[]) : []));
  const newest = new Map(all.map((fact) => [fact.digest, fact]));
  return [...newest.values()];
}

function entryOf(fact: DigestFact, at: number): [string, Json] {
  const { what, promisedBy, mediaType, digest, size, computed, file } = fact;
  const promised = promisedBy === 'tag' ? 'nobody: a tag may stand for anything' : `the ${promisedBy}`;
  return [
    `${at + 1} ${what}`,
    {
      'promised by': promised,
      digest,
      computed: computed ?? 'not once more: it is large, and was hashed while it came',
      same: computed === undefined ? null : computed === digest,
      size,
      mediaType,
      'compute it': `sha256sum ${file}`,
    },
  ];
}

function meaningsAt({ what, promisedBy }: DigestFact, at: number): [string, string][] {
  const place = `/${at + 1} ${what}`;
  return [
    [`${place}/promised by`, PROMISES[promisedBy]],
    [`${place}/digest`, 'The name of the blob. It is the SHA-256 of its bytes, so no other bytes can have it.'],
    [`${place}/computed`, 'The SHA-256 of the file as it lies on the disk now.'],
    [`${place}/same`, 'Where this were false, the blob would not be used.'],
    [`${place}/size`, 'Bytes. More are not read, whoever sends them.'],
    [`${place}/compute it`, 'Prints the same digest, without us.'],
  ];
}

const PROMISES: Readonly<Record<DigestFact['promisedBy'], string>> = {
  tag: 'The first document is taken on trust, unless you name the image by its digest: IMAGE@sha256:…',
  index: 'The index names each manifest by digest and size, so a wrong one is found out.',
  manifest: 'The manifest names config and layers by digest and size, so a wrong one is found out.',
};
