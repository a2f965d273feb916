import { describe, expect, it } from 'vitest';
import { MOUNT_OPTIONS, parseMountOptions } from '../../../../engine/runtime/init/mount-options.ts';
import {
  MOUNT_ATTR__ATIME,
  MOUNT_ATTR_NOATIME,
  MOUNT_ATTR_NOEXEC,
  MOUNT_ATTR_RDONLY,
  MS_BIND,
  MS_NODEV,
  MS_NOEXEC,
  MS_NOSUID,
  MS_PRIVATE,
  MS_RDONLY,
  MS_REC,
} from '../../../../engine/syscall/constants.ts';
import fc from '../../../fixtures/properties.ts';

describe('parseMountOptions', () => {
  it("sorts docker's options for /dev/shm into flags and data", () => {
    const options = parseMountOptions(['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=67108864']);
    expect(options).toMatchObject({
      flags: MS_NOSUID | MS_NOEXEC | MS_NODEV,
      propagation: [],
      data: 'mode=1777,size=67108864',
    });
  });

  it('keeps the propagation apart, which mount(2) takes only in a call of its own', () => {
    expect(parseMountOptions(['rbind', 'ro', 'rprivate'])).toMatchObject({
      flags: MS_BIND | MS_REC | MS_RDONLY,
      propagation: [MS_PRIVATE | MS_REC],
      data: '',
    });
  });

  it('lets the last word on a flag win', () => {
    expect(parseMountOptions(['ro', 'rw']).flags).toBe(0);
    expect(parseMountOptions(['rw', 'ro']).flags).toBe(MS_RDONLY);
  });

  it('remembers what was asked to be off: where a host has it on for good, that is an error and no detail', () => {
    expect(parseMountOptions(['bind', 'rw', 'dev'])).toMatchObject({ flags: MS_BIND, cleared: MS_RDONLY | MS_NODEV });
    expect(parseMountOptions(['rw', 'ro'])).toMatchObject({ flags: MS_RDONLY, cleared: 0 });
  });

  it.each([
    [['rro'], { set: MOUNT_ATTR_RDONLY, clear: 0 }],
    [['rro', 'rrw'], { set: 0, clear: MOUNT_ATTR_RDONLY }],
    [['rnoatime'], { set: MOUNT_ATTR_NOATIME, clear: MOUNT_ATTR__ATIME }],
    [['rnoatime', 'rrelatime', 'rnoexec'], { set: MOUNT_ATTR_NOEXEC, clear: MOUNT_ATTR__ATIME }],
  ])('reads %j for everything mounted below, with the times of access as one choice', (words, recursive) => {
    expect(parseMountOptions(words).recursive).toEqual(recursive);
  });

  it('knows every word of the runtime-spec, and hands none of them to a file system', () => {
    expect(parseMountOptions(MOUNT_OPTIONS).data).toBe('');
    expect(MOUNT_OPTIONS.length).toBeGreaterThan(60);
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
