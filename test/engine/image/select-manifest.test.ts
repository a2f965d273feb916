import { describe, expect, it } from 'vitest';
import type { Descriptor } from '../../../engine/image/descriptor.ts';
import { digestOf } from '../../../engine/image/digest.ts';
import { NoMatchingPlatform } from '../../../engine/image/errors.ts';
import type { ImageIndex } from '../../../engine/image/image-index.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../../engine/image/media-type.ts';
import { parsePlatform } from '../../../engine/image/platform.ts';
import { selectManifest, selectRemoteManifest } from '../../../engine/image/select-manifest.ts';

const entry = (name: string, platform: string | undefined, mediaType = OCI_MANIFEST) => ({
  mediaType,
  digest: digestOf(name),
  size: 1,
  ...(platform === undefined ? {} : { platform: parsePlatform(platform) }),
});
type Entry = ReturnType<typeof entry>;
const index = (...manifests: readonly Descriptor[]): ImageIndex => ({ mediaType: OCI_INDEX, manifests });
const nothingWithin = () => {
  throw new Error('an index was opened');
};
const select = (platform: string, ...manifests: Entry[]) =>
  selectManifest(index(...manifests), parsePlatform(platform), nothingWithin).digest;

describe('selectManifest', () => {
  it('prefers the nearest variant to the first entry', () => {
    const entries = [entry('v5', 'linux/arm/v5'), entry('v6', 'linux/arm/v6'), entry('v7', 'linux/arm/v7')];
    expect(select('linux/arm', ...entries)).toBe(digestOf('v7'));
    expect(select('linux/arm/v6', ...entries)).toBe(digestOf('v6'));
  });

  it('takes arm64 and arm64/v8 for the same', () => {
    expect(select('linux/arm64', entry('a', 'linux/amd64'), entry('b', 'linux/arm64/v8'))).toBe(digestOf('b'));
    expect(select('linux/arm64/v8', entry('b', 'linux/arm64'))).toBe(digestOf('b'));
  });

  it('takes the first of two equal entries', () => {
    expect(select('linux/amd64', entry('first', 'linux/amd64'), entry('second', 'linux/amd64'))).toBe(
      digestOf('first'),
    );
  });

  it('takes a single manifest without a platform, but not one of many', () => {
    expect(select('linux/amd64', entry('only', undefined))).toBe(digestOf('only'));
    expect(() => select('linux/amd64', entry('a', undefined), entry('b', undefined))).toThrow(NoMatchingPlatform);
  });

  it.each([
    ['linux/amd64', 'linux/386'],
    ['linux/arm64', 'linux/arm/v7'],
    ['linux/amd64/v3', 'linux/amd64'],
  ])('falls back for %s to %s where there is nothing nearer, as docker does', (platform, offered) => {
    expect(select(platform, entry('x', 'linux/s390x'), entry('fallback', offered))).toBe(digestOf('fallback'));
    expect(select(platform, entry('fallback', offered), entry('own', platform))).toBe(digestOf('own'));
  });

  it('lists what there is, without the attestations of buildx', () => {
    const entries = [entry('a', 'linux/s390x'), entry('b', 'linux/arm/v7'), entry('c', 'unknown/unknown')];
    const error = (() => {
      try {
        return select('linux/amd64', ...entries);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({
      message: 'no matching manifest for linux/amd64 in the manifest list entries',
      available: ['linux/arm/v7', 'linux/s390x'],
      hint: 'The image is available for: linux/arm/v7, linux/s390x.',
    });
  });
});

describe('an index within the index', () => {
  const amd64 = parsePlatform('linux/amd64');
  /** Opens indexes by the name they were made from, and notes which. */
  const opening = (indexes: Readonly<Record<string, ImageIndex>>) => {
    const opened: string[] = [];
    const byDigest = new Map(Object.entries(indexes).map(([name, within]) => [digestOf(name), { name, within }]));
    const open = ({ digest }: Descriptor) => {
      const found = byDigest.get(digest)!;
      opened.push(found.name);
      return found.within;
    };
    return { open, opened };
  };

  it('is opened where no manifest beside it fits, and only then', async () => {
    const { open, opened } = opening({ inner: index(entry('found', 'linux/amd64')) });
    const outer = index(entry('arm', 'linux/arm'), entry('inner', undefined, OCI_INDEX));
    expect(selectManifest(outer, amd64, open).digest).toBe(digestOf('found'));
    expect((await selectRemoteManifest(outer, amd64, async (listed) => open(listed))).digest).toBe(digestOf('found'));
    expect(opened).toEqual(['inner', 'inner']);
    const both = index(entry('inner', 'linux/amd64', OCI_INDEX), entry('own', 'linux/amd64'));
    expect(selectManifest(both, amd64, nothingWithin).digest).toBe(digestOf('own'));
  });

  it('is passed over where it says that it is for another platform', () => {
    const { open, opened } = opening({ right: index(entry('found', 'linux/amd64')) });
    const outer = index(entry('wrong', 'linux/s390x', OCI_INDEX), entry('right', 'linux/amd64', OCI_INDEX));
    expect(selectManifest(outer, amd64, open).digest).toBe(digestOf('found'));
    expect(opened).toEqual(['right']);
  });

  it('leads no further down, and what it has is listed too', () => {
    const deep = index(entry('deepest', undefined, OCI_INDEX), entry('riscv', 'linux/riscv64'));
    const { open, opened } = opening({ inner: deep });
    const outer = index(entry('inner', undefined, OCI_INDEX), entry('arm', 'linux/arm'));
    expect(() => selectManifest(outer, amd64, open)).toThrow(
      expect.objectContaining({ available: ['linux/arm', 'linux/riscv64'] }),
    );
    expect(opened).toEqual(['inner']);
  });

  it('is one of sixteen that are opened, however many are listed', () => {
    const names = Array.from({ length: 1000 }, (_, number) => `index ${number}`);
    const { open, opened } = opening(Object.fromEntries(names.map((name) => [name, index()])));
    const outer = index(...names.map((name) => entry(name, undefined, OCI_INDEX)));
    expect(() => selectManifest(outer, amd64, open)).toThrow(NoMatchingPlatform);
    expect(opened).toHaveLength(16);
  });
});
