import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import { KeptContainers } from '../../fixtures/kept-containers.ts';

let kept: KeptContainers;
beforeEach(() => {
  kept = new KeptContainers();
  kept.keep('a'.repeat(64), 'box', { status: 'running', init: identityOf(process.pid)! });
});
afterEach(() => kept[Symbol.dispose]());

const own = new RegExp(`^ *${process.pid} .+$`, 'm');

describe('learn-run top', () => {
  it.each([
    ['without a dash', ['o', 'pid,comm']],
    ['with one', ['-o', 'pid,comm']],
    ['in one word', ['-eo pid,comm']],
    ['that ps does not take together with numbers of processes', ['-e', '--forest', '-o', 'pid,comm']],
  ])('shows what runs in a container with options of ps %s', async (_, options) => {
    const { code, stdout, stderr } = await kept.run('top', 'box', ...options);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ *PID COMMAND\n/);
    expect(stdout).toMatch(own);
  });

  it('shows it as ps -ef does where nothing is said, and finds the container behind --', async () => {
    for (const words of [['box'], ['--', 'box'], ['box', '']]) {
      expect((await kept.run('top', ...words)).stdout).toMatch(/^UID +PID +PPID .*\n/);
    }
  });

  it.each([
    [['box', 'bad'], 1, 'ps: error: '],
    [['box', 'o', 'args'], 1, "Couldn't find PID field in ps output"],
    [['-o', 'pid', 'box'], 125, '-o'],
  ])('refuses %j', async (words, code, message) => {
    expect(await kept.run('top', ...words)).toEqual({ code, stdout: '', stderr: expect.stringContaining(message) });
  });
});
