import { describe, expect, it } from 'vitest';
import { lockedFlagsOf, parentMount } from '../../../../engine/runtime/init/locked-flags.ts';
import { MS_NODEV, MS_NOSUID } from '../../../../engine/syscall/constants.ts';

const hostWith = (...lines: readonly string[]) => ({ read: () => lines.join('\n'), realPath: (path: string) => path });

/** A disk on /data/images, and then another one on /data, which hides the first. */
const HIDDEN = hostWith(
  '1 0 8:1 / / rw - ext4 /dev/sda1 rw',
  '2 1 8:2 / /data/images rw,noexec - ext4 /dev/sdb1 rw',
  '3 1 8:3 / /data rw,nosuid,nodev - ext4 /dev/sdc1 rw',
);

describe('the mount that a path of the host is on', () => {
  it('is the nearest one above it', () => {
    const host = hostWith('1 0 8:1 / / rw,nodev - ext4 a rw', '2 1 8:2 / /data rw,nosuid - ext4 b rw');
    expect([parentMount(host, '/data/a'), parentMount(host, '/database')]).toEqual(['/data', '/']);
    expect(lockedFlagsOf(host, '/data/a')).toBe(MS_NOSUID);
  });

  it('is none that another mount further up hides', () => {
    expect(parentMount(HIDDEN, '/data/images/root')).toBe('/data');
    expect(lockedFlagsOf(HIDDEN, '/data/images/root')).toBe(MS_NOSUID | MS_NODEV);
  });
});
