import { type Descriptor, readDescriptor, readStrings } from './descriptor.ts';
import { DocumentTooLarge, MediaTypeMismatch, UnsupportedMediaType } from './errors.ts';
import { Field, withoutUndefined } from './field.ts';
import { parseJson } from './json-text.ts';
import { readMediaType, readVersion } from './manifest.ts';
import { DOCKER_INDEX, isIndex } from './media-type.ts';

/** One name, many platforms: the manifests to choose from. @see image-spec image-index.md */
export interface ImageIndex {
  readonly mediaType: string;
  readonly manifests: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The largest real ones have some tens. */
const MOST_ENTRIES = 1000;

/**
 * The image index, or docker manifest list, in these bytes; announced as `parseManifest` explains.
 *
 * @throws InvalidDocument, MediaTypeMismatch, UnsupportedMediaType, DocumentTooLarge
 */
export function parseImageIndex(bytes: Uint8Array, announced: Pick<Descriptor, 'mediaType'>): ImageIndex {
  if (!isIndex(announced.mediaType)) {
    throw new UnsupportedMediaType(
      'an index',
      announced.mediaType,
      'An OCI image index or a docker manifest list was expected.',
    );
  }
  const index = new Field('image index', '', parseJson(bytes, 'image index'));
  readVersion(index);
  const mediaType = readMediaType(index, announced.mediaType, DOCKER_INDEX);
  for (const name of ['config', 'layers']) {
    if (!index.get(name).isUnset)
      throw new MediaTypeMismatch('image index', mediaType, `a document that also has ${name}`);
  }
  return withoutUndefined({
    mediaType,
    manifests: readEntries(index.get('manifests')),
    annotations: index.get('annotations').optional(readStrings),
  });
}

function readEntries(field: Field): Descriptor[] {
  const entries = field.list();
  if (entries.length > MOST_ENTRIES)
    throw new DocumentTooLarge('the image index', MOST_ENTRIES, entries.length, 'entries');
  return entries.map(readDescriptor);
}
