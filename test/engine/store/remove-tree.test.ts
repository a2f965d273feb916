import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeTree } from '../../../engine/store/remove-tree.ts';
import { temporaryDirectory } from './temporary-store.ts';

describe('removeTree', () => {
  it('removes a directory and all below it, and is content where there is nothing', async () => {
    const directory = join(temporaryDirectory(), 'tree');
    mkdirSync(join(directory, 'a', 'b'), { recursive: true });
    writeFileSync(join(directory, 'a', 'file'), '');
    await removeTree(directory);
    expect(existsSync(directory)).toBe(false);
    await removeTree(directory);
  });

  it.skipIf(process.geteuid!() !== 0)('touches nothing where something is mounted (needs root to mount)', async () => {
    const outside = temporaryDirectory();
    const directory = temporaryDirectory();
    const mountPoint = join(directory, 'with space');
    mkdirSync(mountPoint);
    writeFileSync(join(outside, 'precious'), '');
    execFileSync('mount', ['--bind', outside, mountPoint]);
    try {
      await expect(removeTree(directory)).rejects.toMatchObject({
        code: 'STILL_MOUNTED',
        hint: `umount -l '${mountPoint}'`,
      });
    } finally {
      execFileSync('umount', [mountPoint]);
    }
    expect(existsSync(join(outside, 'precious'))).toBe(true);
  });
});
