import { describe, expect, it } from 'vitest';
import { mountAt, mountTree } from '../../../engine/syscall/mount-tree.ts';
import { readMountinfo } from '../../../engine/syscall/mountinfo.ts';

const at = (path: string, ...mounts: [id: number, parent: number, mountPoint: string][]) =>
  mountAt(
    path,
    mountTree(
      readMountinfo(mounts.map(([id, parent, target]) => `${id} ${parent} 0:28 / ${target} rw - ext4 x rw\n`).join('')),
    ),
  )?.id;

describe('mountAt', () => {
  it('finds the mount that a path lies on', () => {
    const mounts: [number, number, string][] = [
      [1, 0, '/'],
      [2, 1, '/a'],
      [3, 2, '/a/b'],
    ];
    expect([at('/', ...mounts), at('/a/c', ...mounts), at('/a/b/c', ...mounts), at('/ab', ...mounts)]).toEqual([
      1, 2, 3, 1,
    ]);
  });

  it('finds the last of those that were mounted over one another', () => {
    expect(at('/a', [1, 0, '/'], [2, 1, '/a'], [3, 2, '/a'], [4, 3, '/a'])).toBe(4);
  });

  it('does not go by what was mounted over the root: whoever had it as a root before still sees the old one', () => {
    const mounts: [number, number, string][] = [
      [1, 0, '/'],
      [2, 1, '/tmp/x'],
      [3, 1, '/'],
    ];
    expect([at('/', ...mounts), at('/tmp', ...mounts), at('/tmp/x/y', ...mounts)]).toEqual([1, 1, 2]);
  });

  it('finds none of those below a directory that something was mounted over later', () => {
    expect(at('/a/b/c', [1, 0, '/'], [2, 1, '/a/b/c'], [3, 1, '/a'])).toBe(3);
  });

  it('begins where its own root does: the mount above it is not in the list of a process in a chroot', () => {
    expect(at('/proc/x', [7, 5, '/proc'], [8, 5, '/sys'])).toBe(7);
    expect(at('/etc', [7, 5, '/proc'])).toBeUndefined();
  });

  it('begins with the first mount of a mount namespace too, whose parent is itself', () => {
    expect(at('/a', [1, 1, '/'], [2, 1, '/a'])).toBe(2);
  });

  it('knows how the kernel writes spaces', () => {
    expect(at('/a b', [1, 0, '/'], [2, 1, '/a\\040b'])).toBe(2);
  });
});
