import { mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { Sandbox } from '../fixtures/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(async () => {
  await expectNothingLeft(sandbox);
  sandbox[Symbol.dispose]();
});

describe('learn-run gc', () => {
  it('removes what a killed run has left, and keeps images that have a name', async () => {
    await sandbox.run(['pull', '--offline', 'hello-world']);
    const abandoned = sandbox.path('home/containers', 'a'.repeat(64));
    mkdirSync(abandoned);
    utimesSync(abandoned, 0, 0);
    expect(await sandbox.run(['gc'])).toEqual({
      stdout: 'Removed 1 container, 0 blobs, 0 snapshots: 0B\n',
      stderr: '',
      status: 0,
    });
    expect(sandbox.containers).toEqual([]);
    expect(readdirSync(sandbox.path('home/snapshots'))).toHaveLength(1);
    expect((await sandbox.run(['images'])).stdout).toContain('hello-world');
  });
});
