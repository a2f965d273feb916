import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startHelper } from '../../engine/helper-process.ts';
import { temporaryDirectory } from './store/temporary-store.ts';

async function helper(script: string) {
  const directory = temporaryDirectory();
  const directoryFd = openSync(directory, 'r');
  onTestFinished(() => closeSync(directoryFd));
  const environment = ['PATH=/usr/bin:/bin'];
  const started = await startHelper(temporaryDirectory(), {
    command: ['/bin/sh', '-c', script],
    environment,
    directory,
    directoryFd,
  });
  onTestFinished(() => started.end());
  return started;
}

it('is ended with whoever it is left to', async () => {
  const holder = spawn('sleep', ['1000'], { stdio: 'ignore' });
  onTestFinished(() => void holder.kill('SIGKILL'));
  const started = await helper('exec sleep 1000');
  await started.leaveTo(holder.pid!);
  expect(started.isRunning).toBe(true);
  holder.kill('SIGKILL');
  await vi.waitFor(() => expect(started.isRunning).toBe(false), 5000);
});

it('is gone when it has been ended, before and after it was left to somebody', async () => {
  const holder = spawn('sleep', ['1000'], { stdio: 'ignore' });
  onTestFinished(() => void holder.kill('SIGKILL'));
  const [own, left] = [await helper('exec sleep 1000'), await helper('exec sleep 1000')];
  await left.leaveTo(holder.pid!);
  for (const one of [own, left]) {
    await one.end();
    await one.end();
    expect(one.isRunning).toBe(false);
  }
});

it('has its working directory, that directory at descriptor 3, and nothing else of ours; its complaints are kept', async () => {
  const started = await helper('echo "out of order" >&2; exec sleep 1000');
  await vi.waitFor(() => expect(started.complaint).toBe('out of order\n'), 5000);
  const of = (file: string) => readlinkSync(`/proc/${started.pid}/${file}`);
  const directory = of('cwd');
  const descriptors = () => readdirSync(`/proc/${started.pid}/fd`).map((fd) => [fd, of(`fd/${fd}`)]);
  const handed = [
    ['0', '/dev/null'],
    ['1', '/dev/null'],
    ['2', `${directory}/network-helper.log`],
    ['3', directory],
  ];
  // A program that is being started opens its libraries for a moment.
  await vi.waitFor(() => expect(descriptors()).toEqual(handed), 5000);
});

it('is a failure where it cannot be executed', async () => {
  const directory = temporaryDirectory();
  const directoryFd = openSync(directory, 'r');
  onTestFinished(() => closeSync(directoryFd));
  const order = { command: ['/nowhere'], environment: [], directory, directoryFd } as const;
  await expect(startHelper(temporaryDirectory(), order)).rejects.toThrow('ENOENT');
});
