import type { Json } from '../../engine/json.ts';
import type { Archive } from './api.ts';
import type { NamedBlobs } from './named-blobs.ts';

/** The same archive without the secrets that a page is not told. The bytes of a blob are as they are: a digest is theirs. */
export const redactedArchive = (archive: NamedBlobs, redact: (value: Json) => Json): Archive => ({
  async layer(digest) {
    const found = await archive.layer(digest);
    return found === undefined ? undefined : JSON.stringify(redact(found));
  },
  blob: (digest) => archive.blob(digest),
});
