import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { identityOf, isRunning } from '../../../engine/syscall/process-identity.ts';

describe('identityOf', () => {
  it('knows a process that runs, until it has ended', async () => {
    const child = spawn('sleep', ['60']);
    const identity = identityOf(child.pid!)!;
    expect(isRunning(identity)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isRunning(identity)).toBe(false);
    expect(identityOf(child.pid!)).toBeUndefined();
  });

  it('takes one that has ended and waits for its parent for ended', async () => {
    // The shell becomes a program that never asks how its child has ended; the child ends when that is so.
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const pid = Number(String((await once(parent.stdout, 'data'))[0]));
    await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) Z /);
    expect(isRunning(identityOf(pid)!)).toBe(false);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });

  it('does not take another process with the same pid for it, nor one of an earlier boot', () => {
    const own = identityOf(process.pid)!;
    expect(isRunning({ ...own, startTime: '1' })).toBe(false);
    expect(isRunning({ ...own, bootId: 'earlier' })).toBe(false);
  });
});
