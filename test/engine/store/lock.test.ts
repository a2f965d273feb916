import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireLock, tryLock } from '../../../engine/store/lock.ts';
import { syscalls, temporaryDirectory } from './temporary-store.ts';

describe('acquireLock', () => {
  it('lets one in at a time, also within one process', async () => {
    const path = join(temporaryDirectory(), 'lock');
    const kernel = await syscalls();
    let inside = 0;
    const most: number[] = [];
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        const lock = await acquireLock(path, kernel);
        inside += 1;
        most.push(inside);
        await new Promise(setImmediate);
        inside -= 1;
        lock.release();
      }),
    );
    expect(most).toEqual([1, 1, 1, 1, 1]);
  });

  it('lets many share, and nobody be alone meanwhile', async () => {
    const path = join(temporaryDirectory(), 'lock');
    const kernel = await syscalls();
    const shared = [tryLock(path, kernel, 'shared'), tryLock(path, kernel, 'shared')];
    expect(shared).not.toContain(undefined);
    expect(tryLock(path, kernel)).toBeUndefined();
    for (const lock of shared) lock?.release();
    expect(tryLock(path, kernel)).toBeDefined();
  });

  it('waits no longer when it is aborted, says once that it waits, and leaves the lock to its holder', async () => {
    const path = join(temporaryDirectory(), 'lock');
    const kernel = await syscalls();
    const holder = await acquireLock(path, kernel);
    const abort = new AbortController();
    const waits: string[] = [];
    const onWait = (waited: string) => {
      waits.push(waited);
      abort.abort(new Error('the person left'));
    };
    await expect(acquireLock(path, kernel, { signal: abort.signal, onWait })).rejects.toThrow('the person left');
    expect(waits).toEqual([path]);
    expect(tryLock(path, kernel)).toBeUndefined();
    holder.release();
  });

  it('does not take a lock on a file that its holder removed: nobody else would see it', async () => {
    const path = join(temporaryDirectory(), 'lock');
    const kernel = await syscalls();
    const first = await acquireLock(path, kernel);
    const second = acquireLock(path, kernel);
    first.remove();
    await second;
    expect(existsSync(path)).toBe(true);
    expect(tryLock(path, kernel)).toBeUndefined();
  });

  it("may be released twice without closing a descriptor that is somebody else's by then", async () => {
    const directory = temporaryDirectory();
    const kernel = await syscalls();
    const first = await acquireLock(join(directory, 'first'), kernel);
    first.release();
    const second = await acquireLock(join(directory, 'second'), kernel);
    first.release();
    first.remove();
    expect(tryLock(join(directory, 'second'), kernel)).toBeUndefined();
    second.release();
  });
});
