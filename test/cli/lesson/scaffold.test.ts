import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../../cli/main.ts';
import { whyNoContainers } from '../../fixtures/privileges.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-scaffold-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function lesson(...words: string[]) {
  const io = { ...capturedIo({ LEARN_RUN_HOME: join(directory, 'store') }), uid: process.geteuid!() };
  const code = await main(['lesson', ...words], io);
  return { code, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe('learn-run lesson new', () => {
  it('begins a pack, and puts each lesson behind those that are there', async () => {
    const pack = join(directory, 'mine');
    expect(await lesson('new', pack, 'first-steps')).toMatchObject({ code: 0, stderr: '' });
    writeFileSync(join(pack, '07-other.md'), '');
    const { stdout } = await lesson('new', pack, 'second');
    expect(stdout).toContain('08-second.md is a lesson that works');
    expect(readdirSync(pack)).toEqual(['01-first-steps.md', '07-other.md', '08-second.md']);
  });

  it.skipIf(whyNoContainers)(
    `writes a lesson that can be solved, and is not solved yet${whyNoContainers ? `: ${whyNoContainers}` : ''}`,
    async () => {
      const pack = join(directory, 'mine');
      await lesson('new', pack, 'exit-codes');
      expect(await lesson('verify', pack)).toEqual({ code: 0, stdout: '1. exit-codes: good\n', stderr: '' });
    },
  );

  it.each(['', '../escape', 'Big', 'a b', '-x'])('refuses the name %j, and makes nothing', async (name) => {
    const pack = join(directory, 'mine');
    const { code, stderr } = await lesson('new', pack, name);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('expected a name like') });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('says what it wants where it got something else', async () => {
    expect((await lesson('new', directory)).stderr).toContain('learn-run lesson new ./mine exit-codes');
  });
});
