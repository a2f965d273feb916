import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { isRunning } from '../../engine/syscall/process-identity.ts';
import { endWaker, type Occasion, startWaker } from '../../engine/waker.ts';
import { temporaryDirectory } from './store/temporary-store.ts';

function sleeper(): number {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid!;
}

async function waker(occasion: Occasion, script: string) {
  const directory = temporaryDirectory();
  const environment = ['PATH=/usr/bin:/bin', `OUT=${directory}`];
  const started = await startWaker(temporaryDirectory(), occasion, { command: ['/bin/sh', '-c', script], environment });
  onTestFinished(() => {
    if (isRunning(started)) process.kill(started.pid, 'SIGKILL');
  });
  return { started, directory };
}

it('sleeps until the process has ended, and then executes the command as the same process', async () => {
  const watched = sleeper();
  const { started, directory } = await waker({ end: watched }, 'echo $$ > $OUT/told; exec sleep 1000');
  expect(readFileSync(`/proc/${started.pid}/comm`, 'utf8')).toBe('learn-run-waker\n');
  expect(readlinkSync(`/proc/${started.pid}/cwd`)).toBe('/');
  expect(existsSync(join(directory, 'told'))).toBe(false);
  process.kill(watched, 'SIGKILL');
  await vi.waitFor(() => expect(readFileSync(join(directory, 'told'), 'utf8')).toBe(`${started.pid}\n`), 5000);
  expect(isRunning(started)).toBe(true);
});

it('has nothing of ours open when it executes the command', async () => {
  const watched = sleeper();
  const { started } = await waker({ end: watched }, 'exec sleep 1000');
  process.kill(watched, 'SIGKILL');
  const command = () => readFileSync(`/proc/${started.pid}/cmdline`, 'utf8');
  await vi.waitFor(() => expect(command()).toBe('sleep\x001000\x00'), 5000);
  const open = () => readdirSync(`/proc/${started.pid}/fd`).map((fd) => readlinkSync(`/proc/${started.pid}/fd/${fd}`));
  // A program that is being started opens its libraries for a moment.
  await vi.waitFor(() => expect(open()).toEqual(['/dev/null', '/dev/null', '/dev/null']), 5000);
});

it('sleeps for a time, and no shorter', async () => {
  const began = performance.now();
  const { started, directory } = await waker({ after: 300 }, 'echo done > $OUT/told');
  await vi.waitFor(() => expect(existsSync(join(directory, 'told'))).toBe(true), { timeout: 5000, interval: 10 });
  expect(performance.now() - began).toBeGreaterThanOrEqual(300);
  await vi.waitFor(() => expect(isRunning(started)).toBe(false), 5000);
});

it('is ended where it is not needed any more, asleep and awake', async () => {
  const watched = sleeper();
  const [asleep, awake] = [await waker({ after: 60_000 }, 'true'), await waker({ end: watched }, 'exec sleep 1000')];
  process.kill(watched, 'SIGKILL');
  const command = () => readFileSync(`/proc/${awake.started.pid}/cmdline`, 'utf8');
  await vi.waitFor(() => expect(command()).toContain('sleep'), 5000);
  for (const { started } of [asleep, awake]) {
    endWaker(started);
    await vi.waitFor(() => expect(isRunning(started)).toBe(false), 5000);
    endWaker(started);
  }
});

it('takes less than a hundred kilobytes while it sleeps', async () => {
  const { started } = await waker({ end: sleeper() }, 'true');
  const size = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${started.pid}/status`, 'utf8'))?.[1];
  expect(Number(size)).toBeLessThan(100);
});

it('is a failure where the process has ended already', async () => {
  const child = spawn('true');
  await new Promise((resolve) => child.on('exit', resolve));
  const order = { command: ['/bin/true'], environment: [] } as const;
  await expect(startWaker(temporaryDirectory(), { end: child.pid! }, order)).rejects.toMatchObject({ code: 'ESRCH' });
});
