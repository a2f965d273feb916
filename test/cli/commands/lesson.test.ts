import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../../cli/main.ts';
import { lessonText } from '../../fixtures/lesson-text.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-lesson-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** One command line, in a home of its own. */
async function lesson(...words: string[]) {
  const io = capturedIo({ LEARN_RUN_HOME: join(directory, 'home'), XDG_STATE_HOME: join(directory, 'state') });
  const code = await main(['lesson', ...words], io);
  return { code, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe('learn-run lesson', () => {
  it('takes a learner from the list to the explanation', async () => {
    expect((await lesson('list')).stdout).toMatch(/ 2 {2}Asking a registry .*\n[\s\S]*\n0 of \d+ solved\.\n$/);
    expect((await lesson('start', '2')).stdout).toMatch(/^2\. Asking a registry\n/);
    expect((await lesson('list')).stdout).toContain('started  2  Asking a registry');
    expect((await lesson('hint')).stdout).toMatch(/^Hint 1 of 2: /);
    expect((await lesson('hint')).stdout).toMatch(/^Hint 2 of 2: /);
    expect((await lesson('hint')).stdout).toMatch(
      /^There are no more hints\. Those so far:\n- .*\n(?: {2}.*\n)*- .*\n(?: {2}.*\n)*$/,
    );
    expect(await lesson('check', '404')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^Not yet\. 404: not /),
    });
    const solved = await lesson('check', '401');
    expect(solved).toMatchObject({ code: 0, stderr: '' });
    expect(solved.stdout).toMatch(
      /^Solved\. 401: right\.\n\n401 is not a refusal[\s\S]*\nNext: learn-run lesson start 3 /,
    );
    expect((await lesson('list')).stdout).toMatch(/^solved {3}2 .*\n[\s\S]*\n1 of \d+ solved\.\n$/m);
  });

  it('breaks what it says between words, also hints and verdicts', async () => {
    await lesson('start', '1');
    const said = [await lesson('check'), await lesson('hint'), await lesson('hint')].map(({ stdout }) => stdout);
    expect(
      said
        .join('')
        .split('\n')
        .filter((line) => line.length > 80),
    ).toEqual([]);
  });

  it('forgets one lesson, or all', async () => {
    for (const [number, answer] of [
      ['2', '401'],
      ['18', '1'],
    ]) {
      await lesson('start', number!);
      await lesson('check', answer!);
    }
    expect((await lesson('reset', '2')).stdout).toBe('Not solved any more: Asking a registry\n');
    expect((await lesson('list')).stdout).toMatch(/\n1 of \d+ solved/);
    await lesson('reset');
    expect((await lesson('list')).stdout).toMatch(/\n0 of \d+ solved/);
    expect(await lesson('check', '1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no lesson is started'),
    });
  });

  it('shows the lesson of a state, and starts nothing by that', async () => {
    expect((await lesson('show', 'imageCheck')).stdout).toMatch(/^1\. Is the image here\?\n/);
    expect((await lesson('hint')).stderr).toContain('no lesson is started');
  });

  it('takes the lessons of LEARN_RUN_LESSONS, where a teacher has own ones', async () => {
    writeFileSync(join(directory, '01-name.md'), lessonText());
    const io = capturedIo({ LEARN_RUN_LESSONS: directory, XDG_STATE_HOME: join(directory, 'state') });
    await main(['lesson', 'list'], io);
    expect(io.stdout.text()).toMatch(/^ +1 {2}A title {2}name +10 min\n\n0 of 1 solved\.\n$/);
  });

  it.each([
    [['fly'], 1, 'unknown action: fly: expected one of list, show'],
    [['show'], 1, 'expected one lesson'],
    [['show', '1', '2'], 1, 'expected one lesson'],
    [['show', '99'], 1, 'no such lesson: 99'],
    [['verify', '/nonexistent'], 1, 'cannot read lessons from /nonexistent'],
  ])('refuses %j', async (words, code, says) => {
    expect(await lesson(...words)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(says) });
  });

  it.each([[[]], [['--help']], [['verify', '--help']]])('prints its help: %j', async (words) => {
    expect(await lesson(...words)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Examples:\n/) });
  });
});
