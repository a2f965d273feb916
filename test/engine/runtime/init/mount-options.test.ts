import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMountOptions } from '../../../../engine/runtime/init/mount-options.ts';
import {
  MS_BIND,
  MS_NODEV,
  MS_NOEXEC,
  MS_NOSUID,
  MS_PRIVATE,
  MS_RDONLY,
  MS_REC,
} from '../../../../engine/syscall/constants.ts';

describe('parseMountOptions', () => {
  it("sorts docker's options for /dev/shm into flags and data", () => {
    const options = parseMountOptions(['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=67108864']);
    expect(options).toEqual({
      flags: MS_NOSUID | MS_NOEXEC | MS_NODEV,
      propagation: undefined,
      data: 'mode=1777,size=67108864',
    });
  });

  it('keeps the propagation apart, which mount(2) takes only in a call of its own', () => {
    expect(parseMountOptions(['rbind', 'ro', 'rprivate'])).toEqual({
      flags: MS_BIND | MS_REC | MS_RDONLY,
      propagation: MS_PRIVATE | MS_REC,
      data: '',
    });
  });

  it('lets the last word on a flag win', () => {
    expect(parseMountOptions(['ro', 'rw']).flags).toBe(0);
    expect(parseMountOptions(['rw', 'ro']).flags).toBe(MS_RDONLY);
  });

  it('hands on every word that is no flag, unchanged and in order', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}=[a-z0-9]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(parseMountOptions(words).data).toBe(words.join(','));
      }),
    );
  });
});
