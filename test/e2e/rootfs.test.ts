import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { BUSYBOX, isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';
import { Sandbox } from '../fixtures/sandbox.ts';

const sandbox = new Sandbox();
const root = sandbox.path('root');
/** A new directory with one program and nothing else for each test. */
beforeEach(() => {
  mkdirSync(join(root, 'bin'), { recursive: true });
  cpSync(BUSYBOX, join(root, 'bin/busybox'));
});
afterEach(() => expectNothingLeft(sandbox));
afterAll(() => sandbox[Symbol.dispose]());

const touch = (name: string, word: string, ...options: readonly string[]) =>
  sandbox.run([...options, '--network', 'none', '--rootfs', word, '/bin/busybox', 'touch', name]);

describe.skipIf(whyNoContainers)(`--rootfs${whyNoContainers ? `: ${whyNoContainers}` : ''}`, () => {
  it('runs the program in the directory itself, where what it writes stays', async () => {
    expect(await touch('/written', 'root')).toEqual({ stdout: '', stderr: '', status: 0 });
    expect(readdirSync(root)).toContain('written');
  });

  it('leaves the directory as it is with :O', async () => {
    const before = readdirSync(root);
    expect(await touch('/lost', `${root}:O`)).toEqual({ stdout: '', stderr: '', status: 0 });
    expect(readdirSync(root)).toEqual(before);
  });

  it('says at each step that there is no image, and asks no registry for one', async () => {
    const ending = await touch('/x', `${root}:O`, '--step=detail', '--plain', '--pull', 'always');
    const told = ending.stdout + ending.stderr;
    expect(ending.status).toBe(0);
    expect(told).toContain(`lookUpImage: REAL The root file system is a directory: ${root}.`);
    expect(told).toContain(`${root} below, read-only, one empty layer on top to write to.`);
    expect(told).toContain('proveCleanup: REAL Nothing is left');
    expect(told).not.toContain('[pull');
  });

  it('makes nothing in a dry run, and shows the calls that lay no overlay', async () => {
    const before = readdirSync(root);
    const ending = await touch('/x', root, '--dry-run');
    expect(ending.status).toBe(0);
    expect(ending.stdout).toContain(`mount("${root}", "${root}", NULL, MS_BIND|MS_REC, NULL)`);
    expect(ending.stdout).not.toContain('"overlay"');
    expect(readdirSync(root)).toEqual(before);
  });

  it('goes on in the background, and can be started again', async () => {
    const words = ['-d', '--name', 'in-directory', '--network', 'none', '--rootfs', root, '/bin/busybox', 'true'];
    expect((await sandbox.run(words)).status).toBe(0);
    expect((await sandbox.run(['wait', 'in-directory'])).stdout).toBe('0\n');
    expect(await sandbox.run(['start', '-a', 'in-directory'])).toMatchObject({ status: 0 });
    expect((await sandbox.run(['rm', 'in-directory'])).status).toBe(0);
    expect(existsSync(join(root, 'bin/busybox'))).toBe(true);
  });

  it.skipIf(isRoot ? whyNo('runc', 'runc') : 'needs root')('may be left to another runtime', async () => {
    const other = await touch('/lost', `${root}:O`, '--runtime', 'runc');
    const itself = await touch('/written-by-runc', root, '--runtime', 'runc');
    expect([other.status, itself.status]).toEqual([0, 0]);
    expect(readdirSync(root)).not.toContain('lost');
    expect(readdirSync(root)).toContain('written-by-runc');
  });
});
