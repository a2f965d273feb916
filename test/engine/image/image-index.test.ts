import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../engine/image/digest.ts';
import { DocumentTooLarge, MediaTypeMismatch, UnsupportedMediaType } from '../../../engine/image/errors.ts';
import { parseImageIndex } from '../../../engine/image/image-index.ts';
import { DOCKER_INDEX, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../../engine/image/media-type.ts';

const entry = (mediaType: string, architecture: string) => ({
  mediaType,
  digest: digestOf(architecture),
  size: 1,
  platform: { os: 'linux', architecture },
});
const parse = (document: object, mediaType = OCI_INDEX) =>
  parseImageIndex(Buffer.from(JSON.stringify(document)), { mediaType });

describe('parseImageIndex', () => {
  it('reads an OCI index and a docker manifest list', () => {
    const manifests = [entry(OCI_MANIFEST, 'amd64'), entry(OCI_MANIFEST, 'arm64')];
    expect(parse({ schemaVersion: 2, manifests })).toEqual({ mediaType: OCI_INDEX, manifests });
    const list = [entry(DOCKER_MANIFEST, 'amd64')];
    expect(parse({ schemaVersion: 2, mediaType: DOCKER_INDEX, manifests: list }, DOCKER_INDEX).manifests).toEqual(list);
  });

  it.each(['config', 'layers'])('refuses an index that also has %s', (name) => {
    expect(() => parse({ schemaVersion: 2, manifests: [], [name]: [] })).toThrow(MediaTypeMismatch);
  });

  it('refuses what was announced as something else', () => {
    expect(() => parse({ schemaVersion: 2, manifests: [] }, OCI_MANIFEST)).toThrow(UnsupportedMediaType);
    expect(() => parse({ schemaVersion: 2, mediaType: OCI_MANIFEST, manifests: [] })).toThrow(MediaTypeMismatch);
  });

  it('refuses more than 1000 entries', () => {
    const manifests = Array(1001).fill(entry(OCI_MANIFEST, 'amd64'));
    expect(() => parse({ schemaVersion: 2, manifests })).toThrow(DocumentTooLarge);
  });

  it.each([
    {},
    { schemaVersion: 1, manifests: [] },
    { schemaVersion: 2, manifests: {} },
    { schemaVersion: 2, manifests: [null] },
  ])('refuses %j', (document) => {
    expect(() => parse(document)).toThrow(/^invalid image index/);
  });
});
