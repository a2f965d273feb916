import { describe, expect, it } from 'vitest';
import { CATALOGUE, embeddedHas, embeddedNames, LESSON_REGISTRY } from '../../../engine/embedded/catalogue.ts';
import { digestOf } from '../../../engine/image/digest.ts';

const usual = { registry: 'docker.io', repository: 'library/hello-world', tag: 'latest', digest: undefined };
const [helloWorld] = CATALOGUE;

describe('CATALOGUE', () => {
  it.each(CATALOGUE)('says the digest that $repository has when it is built', async (entry) => {
    expect((await entry.build()).index.digest).toBe(entry.index);
  });
});

describe('embeddedHas', () => {
  it.each(['latest', 'linux'])('knows hello-world:%s', (tag) => {
    expect(embeddedHas({ ...usual, tag })).toBe(true);
  });

  it('knows hello-world by the digest of its index, whatever the tag', () => {
    expect(embeddedHas({ ...usual, tag: undefined, digest: helloWorld!.index })).toBe(true);
    expect(embeddedHas({ ...usual, digest: digestOf('something else') })).toBe(false);
  });

  it('knows the images of the lessons under a registry that nobody can own, and under no other', () => {
    const cat = { ...usual, registry: LESSON_REGISTRY, repository: 'cat' };
    expect(embeddedHas(cat)).toBe(true);
    expect(embeddedHas({ ...cat, registry: 'docker.io' })).toBe(false);
    expect(embeddedHas({ ...cat, repository: 'library/hello-world' })).toBe(false);
  });

  it.each([
    { ...usual, registry: 'ghcr.io' },
    { ...usual, repository: 'hello-world' },
    { ...usual, repository: 'library/alpine' },
    { ...usual, tag: 'nanoserver' },
    { ...usual, tag: undefined },
  ])('does not know $registry/$repository:$tag', (reference) => {
    expect(embeddedHas(reference)).toBe(false);
  });
});

describe('embeddedNames', () => {
  it('lists the images by the names that people type', () => {
    expect(embeddedNames().slice(0, 3)).toEqual([
      'hello-world:latest',
      'hello-world:linux',
      'learn.localhost/cat:latest',
    ]);
  });
});
