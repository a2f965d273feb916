import { describe, expect, it } from 'vitest';
import { mountPointsIn } from '../../../engine/syscall/mountinfo.ts';

describe('mountPointsIn', () => {
  const line = (mountPoint: string) => `36 35 98:0 / ${mountPoint} rw,noatime - ext4 /dev/root rw`;

  it('finds the directory itself and what is below it, not its neighbours', () => {
    const mountinfo = ['/', '/a', '/a/b', '/a/b/c', '/a/bc'].map(line).join('\n');
    expect(mountPointsIn('/a/b', mountinfo)).toEqual(['/a/b', '/a/b/c']);
  });

  it('knows how the kernel writes spaces and backslashes', () => {
    expect(mountPointsIn('/a b', line('/a\\040b/c\\134d'))).toEqual(['/a b/c\\d']);
  });
});
