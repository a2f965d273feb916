import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { identityOf, isAlive } from '../../../engine/syscall/process-identity.ts';

describe('identityOf', () => {
  it('knows a process that runs, until it has ended', async () => {
    const child = spawn('sleep', ['60']);
    const identity = identityOf(child.pid!)!;
    expect(isAlive(identity)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(identity)).toBe(false);
    expect(identityOf(child.pid!)).toBeUndefined();
  });

  it('does not take another process with the same pid for it, nor one of an earlier boot', () => {
    const own = identityOf(process.pid)!;
    expect(isAlive({ ...own, startTime: '1' })).toBe(false);
    expect(isAlive({ ...own, bootId: 'earlier' })).toBe(false);
  });
});
