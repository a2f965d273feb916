import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REAPER_CODE } from '../../../engine/reaper/code.ts';
import { reaperExecutable } from '../../../engine/reaper/executable.ts';
import { canDisassemble, disassembled, emulatorFor, PROCESSORS, told, whyNotRun } from '../../fixtures/machine-code.ts';
import { isRoot } from '../../fixtures/privileges.ts';
import { endingOf } from '../../fixtures/sandbox.ts';

const SOURCE = new URL('../../../engine/reaper/code.ts', import.meta.url);

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-reaper-'));
  for (const { name, node } of PROCESSORS)
    writeFileSync(join(directory, name), reaperExecutable(node)!, { mode: 0o755 });
  mkdirSync(join(directory, 'bin'));
  symlinkSync('/bin/sh', join(directory, 'bin/own-shell'));
  writeFileSync(join(directory, 'bin/forbidden'), '', { mode: 0o644 });
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Waits until the process has said so on its stdout. */
async function said(child: ChildProcess, word: string): Promise<void> {
  let text = '';
  for await (const chunk of child.stdout!) {
    text += String(chunk);
    if (text.includes(word)) return;
  }
  throw new Error(`expected ${word}, got ${text}`);
}

describe.each(PROCESSORS)('the init of --init for $name', (processor) => {
  it.skipIf(!canDisassemble)(
    'is the instructions that its comments say (needs: apt-get install binutils-multiarch)',
    () => {
      const instructions = told(SOURCE, processor);
      expect(instructions).toEqual(disassembled(REAPER_CODE, processor));
      expect(instructions.length).toBeGreaterThan(140);
    },
  );

  const reason = whyNotRun(processor);
  describe.skipIf(reason)(`run as a process${reason ? `: ${reason}` : ''}`, () => {
    const start = (words: readonly string[], { under = [] as readonly string[], path = '/usr/bin:/bin' } = {}) => {
      const [program, ...args] = [...under, ...emulatorFor(processor), join(directory, processor.name), '--', ...words];
      return spawn(program!, args, {
        cwd: directory,
        env: { SOME: 'thing', PATH: path },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    };
    const run = (...args: Parameters<typeof start>) => endingOf(start(...args));

    it.each([0, 1, 42, 255])('ends with the exit code of the program: %i', async (status) => {
      expect(await run(['sh', '-c', `exit ${status}`])).toEqual({ stdout: '', stderr: '', status });
    });

    it.each(['TERM', 'KILL', 'USR1'] as const)(
      'ends with 128 and the number of SIG%s where that ended it',
      async (name) => {
        const number = constants.signals[`SIG${name}`];
        expect((await run(['sh', '-c', `kill -${name} $$`])).status).toBe(128 + number);
      },
    );

    it('gives the program its arguments, its environment and its own name', async () => {
      const { stdout } = await run(['sh', '-c', 'echo $0 $1 $SOME', 'name', 'argument']);
      expect(stdout).toBe('name argument thing\n');
    });

    it.each([
      ['/absent:/etc/passwd:bin', 'a directory of PATH that is none is passed over'],
      ['bin', 'and one that is relative is looked into'],
    ])('finds the program along PATH=%s: %s', async (path) => {
      expect((await run(['own-shell', '-c', 'exit 7'], { path })).status).toBe(7);
    });

    it('finds a program where it is, where PATH has an empty directory', async () => {
      expect((await run(['bin/own-shell', '-c', 'exit 8'], { path: '' })).status).toBe(8);
    });

    it.each([
      ['absent', 127],
      ['/absent/program', 127],
      ['forbidden', 126],
      ['./bin/forbidden', 126],
      ['/etc', 126],
    ])('says of %s that it is not there or cannot be run, and ends with %i', async (name, status) => {
      const ending = await run([name], { path: '/absent:bin:/bin' });
      expect(ending).toEqual({
        stdout: '',
        stderr: `${name}: ${status === 127 ? 'was not found' : 'cannot be run'}\n`,
        status,
      });
    });

    it.each(['TERM', 'INT', 'HUP', 'USR2', 'WINCH', 'CONT'] as const)('hands SIG%s on to the program', async (name) => {
      const child = start(['sh', '-c', `trap 'exit 33' ${name}; echo ready; while :; do sleep 0.05; done`]);
      await said(child, 'ready');
      child.kill(`SIG${name}`);
      expect(await once(child, 'exit')).toEqual([33, null]);
    });

    it('lets the program have all signals, and a group of its own', async () => {
      // The shell reads it itself: while it starts another program it blocks signals for a moment.
      const masks = 'while read -r line; do case $line in SigBlk:*) echo "$line";; esac; done < /proc/$$/status';
      const { stdout } = await run(['sh', '-c', `${masks}; ps -o pgid= -p $$; echo $$`]);
      const [blocked, group, pid] = stdout.trim().split('\n');
      expect(blocked).toMatch(/^SigBlk:\s+0+$/);
      expect(group!.trim()).toBe(pid);
    });

    it.skipIf(!isRoot)('collects whoever ends without a parent, as process 1 (needs root)', async () => {
      const under = ['unshare', '--pid', '--fork', '--mount-proc'];
      const orphans = 'for i in 1 2 3; do (sleep 0.1 &); done; sleep 0.5; ps -e -o stat= | grep -c Z; exit 5';
      expect(await run(['sh', '-c', orphans], { under })).toEqual({ stdout: '0\n', stderr: '', status: 5 });
    });
  });
});
