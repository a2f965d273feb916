import { describe, expect, it } from 'vitest';
import { imageOfDirectory } from '../../engine/directory-image.ts';
import { parseImageConfig } from '../../engine/image/image-config.ts';

describe('what stands in the place of an image where a directory is the root', () => {
  const image = imageOfDirectory({ os: 'linux', architecture: 'amd64' });

  it('is a valid config that says nothing of the program, and no layers', () => {
    expect(parseImageConfig(Buffer.from(JSON.stringify(image.config)))).toEqual(image.config);
    expect([image.config.config, image.layers, image.manifest.layers]).toEqual([{}, [], []]);
  });

  it('is the same each time, and another one for another platform', () => {
    expect(imageOfDirectory({ os: 'linux', architecture: 'amd64' })).toEqual(image);
    expect(imageOfDirectory({ os: 'linux', architecture: 'arm64' }).target).not.toEqual(image.target);
  });
});
