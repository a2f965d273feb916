import { describe, expect, it } from 'vitest';
import { buildImage, type ImageSource } from '../../../engine/embedded/image.ts';
import { digestOf } from '../../../engine/image/digest.ts';
import { OCI_CONFIG, OCI_INDEX, OCI_LAYER_GZIP, OCI_MANIFEST } from '../../../engine/image/media-type.ts';

const source: ImageSource = {
  platform: { os: 'linux', architecture: 's390x' },
  layers: [[{ path: 'file', mode: 0o644, mtime: 0, content: Buffer.from('content') }]],
  config: { Cmd: ['/file'] },
  created: '2026-01-01T00:00:00Z',
  history: [],
};

describe('buildImage', () => {
  it('makes an index, and a manifest, a config and a layer for each platform', () => {
    const { index, manifests, blobs } = buildImage([source]);
    expect(index.mediaType).toBe(OCI_INDEX);
    expect([...manifests.values()].map(({ mediaType }) => mediaType)).toEqual([OCI_MANIFEST, OCI_INDEX]);
    expect([...blobs.values()].map(({ mediaType }) => mediaType)).toEqual([OCI_CONFIG, OCI_LAYER_GZIP]);
    for (const [digest, { bytes }] of [...manifests, ...blobs]) expect(digestOf(bytes)).toBe(digest);
  });

  it('shares a layer that two platforms have in common', () => {
    const { manifests, blobs } = buildImage([source, { ...source, platform: { os: 'linux', architecture: 'amd64' } }]);
    expect([manifests.size, blobs.size]).toEqual([3, 3]);
  });
});
