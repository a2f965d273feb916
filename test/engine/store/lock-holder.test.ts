import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireLock } from '../../../engine/store/lock.ts';
import { lockHolderOf, lockingPid } from '../../../engine/store/lock-holder.ts';
import { syscalls, temporaryDirectory } from './temporary-store.ts';

describe('lockHolderOf', () => {
  it('names the process that holds a lock, until it gives it up', async () => {
    const path = join(temporaryDirectory(), 'lock');
    expect(lockHolderOf(path)).toBeUndefined();
    const lock = await acquireLock(path, await syscalls());
    expect(lockHolderOf(path)).toMatchObject({ pid: process.pid, command: expect.stringMatching(/./) });
    lock.release();
    expect(lockHolderOf(path)).toBeUndefined();
  });
});

describe('lockingPid', () => {
  const locks = [
    '1: POSIX  ADVISORY  WRITE 11 fe:00:77 0 EOF',
    '2: FLOCK  ADVISORY  WRITE 22 fe:00:78 0 EOF',
    '3: FLOCK  ADVISORY  WRITE 33 fe:00:77 0 EOF',
    '3: -> FLOCK  ADVISORY  WRITE 44 fe:00:79 0 EOF',
    '4: FLOCK  ADVISORY  READ  -1 00:1f:80 0 EOF',
  ].join('\n');

  it('takes no other kind of lock, no other file and nobody who waits for it', () => {
    expect(lockingPid(locks, { dev: 0xfe00, ino: 77 })).toBe(33);
    expect(lockingPid(locks, { dev: 0xfe01, ino: 77 })).toBeUndefined();
    expect(lockingPid(locks, { dev: 0xfe00, ino: 79 })).toBeUndefined();
  });

  it('knows nobody where the kernel does not tell the pid', () => {
    expect(lockingPid(locks, { dev: 0x1f, ino: 80 })).toBeUndefined();
  });
});
