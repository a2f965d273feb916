import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it, onTestFinished } from 'vitest';
import { startHelper } from '../../../engine/helper-process.ts';
import { CommandRunner } from '../../../engine/network/command.ts';
import { type Helper, UserAttachment } from '../../../engine/network/user-attachment.ts';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import { temporaryDirectory } from '../store/temporary-store.ts';

/** A program that takes its time to be ready. */
const SLOW: Helper = {
  name: 'slirp4netns',
  command: () => ['/bin/sh', '-c', 'sleep 0.3; echo new >written; mv written ready; exec sleep 1000'],
  readyFile: 'ready',
  isReady: (directory) => existsSync(join(directory, 'ready')),
  publish: async () => {},
};

it('waits for a helper that an earlier run of the container has left the file of', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'ready'), 'old');
  const attachment = new UserAttachment({
    helper: SLOW,
    addresses: { subnet: '10.0.2.0/24', gateway: '10.0.2.2', resolver: '10.0.2.3', address: '10.0.2.100' },
    ports: [],
    directory,
    holder: identityOf(process.pid)!,
    start: (order) => startHelper(temporaryDirectory(), order),
    runner: new CommandRunner(),
  });
  onTestFinished(async () => void (await attachment.disconnect()));
  await attachment.connect(process.pid);
  expect(readFileSync(join(directory, 'ready'), 'utf8')).toBe('new\n');
  expect(attachment.leftovers()).toEqual([`process ${attachment.helperPid}`]);
  await attachment.disconnect();
  expect(attachment.leftovers()).toEqual([]);
});
