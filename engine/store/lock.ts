import { closeSync, constants, fstatSync, openSync, rmSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { monotonic } from '../monotonic.ts';
import type { Syscalls } from '../syscall/syscalls.ts';
import { onDisk } from './disk-error.ts';

/** flock(2) operations. */
const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;

const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 200;
const UNTOLD_WAIT = 2000;

/** A file lock that is held. The kernel gives it up when the process dies, however it dies: no lock is ever stale. */
export interface Lock {
  /** Descriptor of the locked file, open for reading and writing. */
  readonly fd: number;
  /** Gives the lock up and leaves the file. */
  release(): void;
  /** Removes the file, then gives the lock up. Those who wait for it notice and begin again. */
  remove(): void;
}

export interface LockOptions {
  /** `shared`: many may hold it, as long as nobody holds it `exclusive`, the default. */
  readonly mode?: 'shared' | 'exclusive';
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
  /** Called once, when somebody else has held the lock for two seconds: a person begins to wonder. */
  readonly onWait?: ((path: string) => void) | undefined;
}

/**
 * The lock on the file at `path`, which is made if missing; waits until nobody else holds it.
 *
 * It asks again and again instead of sleeping in the kernel: that would block the thread, and the person could not
 * interrupt it. Locks of one process exclude one another like those of two.
 *
 * @throws what `signal` was aborted with; StoreFull, StoreReadOnly, StorePermission.
 */
export async function acquireLock(
  path: string,
  syscalls: Pick<Syscalls, 'flock'>,
  options: LockOptions = {},
): Promise<Lock> {
  const began = monotonic();
  let isTold = false;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    options.signal?.throwIfAborted();
    const lock = tryLock(path, syscalls, options.mode);
    if (lock !== undefined) return lock;
    if (!isTold && monotonic() - began >= UNTOLD_WAIT) {
      isTold = true;
      options.onWait?.(path);
    }
    // An aborted wait says so at the top of the loop, with the reason it was aborted for.
    await delay(pause, undefined, options.signal && { signal: options.signal }).catch(() => undefined);
  }
}

/** The lock on the file at `path` if nobody else holds it, undefined if somebody does. */
export function tryLock(
  path: string,
  syscalls: Pick<Syscalls, 'flock'>,
  mode: LockOptions['mode'] = 'exclusive',
): Lock | undefined {
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;
  const fd = onDisk('locking', path, () => openSync(path, flags, 0o600));
  const isOurs = lockOrClose(fd, path, syscalls, mode === 'shared' ? LOCK_SH : LOCK_EX);
  return isOurs ? lockOn(fd, path) : undefined;
}

function lockOrClose(fd: number, path: string, syscalls: Pick<Syscalls, 'flock'>, operation: number): boolean {
  let isOurs = false;
  try {
    isOurs = syscalls.flock(fd, operation | LOCK_NB) && isStillAt(fd, path);
  } finally {
    if (!isOurs) closeSync(fd);
  }
  return isOurs;
}

/** Whoever held the lock before may have renamed or removed the file: then ours is a lock on a file that nobody sees. */
function isStillAt(fd: number, path: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false, bigint: true });
  const ours = fstatSync(fd, { bigint: true });
  return there !== undefined && there.ino === ours.ino && there.dev === ours.dev;
}

function lockOn(fd: number, path: string): Lock {
  let isHeld = true;
  const release = () => {
    if (isHeld) closeSync(fd);
    isHeld = false;
  };
  return {
    fd,
    release,
    remove() {
      if (isHeld) rmSync(path, { force: true });
      release();
    },
  };
}
