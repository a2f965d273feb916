import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundledRun } from '../../../cli/bundled-runs.ts';
import { main } from '../../../cli/main.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'learn-run-runs-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function runs(...words: string[]) {
  const io = capturedIo({ LEARN_RUN_HOME: home });
  const code = await main(['runs', ...words], io);
  return { code, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

/** Puts recordings where runs are kept, as if they had just been made. */
function keep(...names: string[]): void {
  mkdirSync(join(home, 'runs'), { recursive: true });
  for (const [index, name] of names.entries())
    cpSync(bundledRun(name)!, join(home, 'runs', `20260101T00000${index}.000Z-ab0${index}.run`));
}

describe('learn-run runs', () => {
  it('lists what is kept, newest first, with how it ended', async () => {
    keep('hello-world', 'exec-failure');
    const { code, stdout } = await runs('ls');
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(head).toMatch(/^RUN +STARTED +IMAGE +EXIT CODE +SIZE$/);
    expect(rows).toEqual([
      expect.stringMatching(/^20260101T000001\.000Z-ab01 .* ago +hello-world:latest +127 +\d/),
      expect.stringMatching(/^20260101T000000\.000Z-ab00 .* ago +hello-world:latest +0 +\d/),
    ]);
  });

  it('lists nothing where nothing is kept, and what is carried along where that is asked for', async () => {
    expect((await runs('ls')).stdout.trimEnd().split('\n')).toHaveLength(1);
    expect((await runs('ls', '--bundled')).stdout).toContain('hello-world-rootless');
  });

  it('lists a file that it cannot read as what it is', async () => {
    keep('hello-world');
    writeFileSync(join(home, 'runs/20270101T000000.000Z-ffff.run'), 'nonsense');
    expect((await runs('ls')).stdout).toMatch(/ffff +N\/A +\(RUN_FILE_DAMAGED\)/);
  });

  it('shows a run on a page: where, what at which step, how it ended', async () => {
    keep('exec-failure');
    const { code, stdout } = await runs('show', 'last');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^on: +linux x64 .*, as root$/m);
    expect(stdout).toMatch(/^ended: +exit code 127, because it failed: unable to start container process/m);
    expect(stdout).toMatch(/^ +\d+\.\d ms {2}\[imageCheck\] lookUpImage: hello-world:latest means/m);
    expect(stdout).toMatch(/^ +\d+\.\d ms {2}\[containerCreation\] startInit: failed: /m);
  });

  it('shows it to programs as lines of JSON', async () => {
    const { stdout } = await runs('show', '--format', 'json', 'pull-error');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string });
    expect([lines[0]!.kind, lines.at(-1)!.kind]).toEqual(['run', 'end']);
  });

  it('verifies files, and ends with 1 where one is cut short or was changed', async () => {
    const whole = readFileSync(bundledRun('hello-world')!);
    writeFileSync(join(home, 'cut.run'), whole.subarray(0, -20));
    expect(await runs('verify', 'hello-world')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('and whole'),
    });
    expect(await runs('verify', join(home, 'cut.run'))).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('its end is missing'),
    });
    whole[100]! ^= 1;
    writeFileSync(join(home, 'changed.run'), whole);
    expect(await runs('verify', join(home, 'changed.run'))).toMatchObject({ code: 1, stdout: '' });
  });

  it('removes what is kept, by a part of its name, and nothing else', async () => {
    keep('hello-world', 'exec-failure');
    expect((await runs('rm', 'ab00')).stdout).toMatch(/^Removed: /);
    expect(readdirSync(join(home, 'runs'))).toEqual(['20260101T000001.000Z-ab01.run']);
    expect(await runs('rm', 'hello-world')).toMatchObject({ code: 1, stdout: '' });
  });

  it.each([
    [['squash'], 'unknown action: squash'],
    [['show'], 'requires at least 1 argument'],
    [['show', 'nothing'], 'no recorded run "nothing"'],
    [['show', '--format', 'xml', 'last'], 'must be "json"'],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await runs(...words);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(message);
  });
});
