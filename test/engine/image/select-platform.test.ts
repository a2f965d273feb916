import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../engine/image/digest.ts';
import { NoMatchingPlatform } from '../../../engine/image/errors.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../../engine/image/media-type.ts';
import { parsePlatform } from '../../../engine/image/platform.ts';
import { selectPlatform } from '../../../engine/image/select-platform.ts';

const entry = (name: string, platform: string | undefined, mediaType = OCI_MANIFEST) => ({
  mediaType,
  digest: digestOf(name),
  size: 1,
  ...(platform === undefined ? {} : { platform: parsePlatform(platform) }),
});
type Entry = ReturnType<typeof entry>;
const select = (platform: string, ...manifests: Entry[]) =>
  selectPlatform({ mediaType: OCI_INDEX, manifests }, parsePlatform(platform)).digest;

describe('selectPlatform', () => {
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

  it('does not follow an index within the index', () => {
    expect(() => select('linux/amd64', entry('a', 'linux/amd64', OCI_INDEX))).toThrow(NoMatchingPlatform);
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
