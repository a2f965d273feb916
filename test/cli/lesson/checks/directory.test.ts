import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkDirectory } from '../../../../cli/lesson/checks/directory.ts';
import { capturedIo } from '../../../fixtures/terminal.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-check-'));
  mkdirSync(join(directory, 'fruit'));
  writeFileSync(join(directory, 'fruit/apple'), 'from layer 3\n');
});
afterEach(() => rmSync(directory, { recursive: true }));

const settings = { has: ['fruit/apple'], lacks: ['fruit/pear'], contains: ['fruit/apple: layer 3'] };
const check = (words = [directory], changed = {}) => checkDirectory({ ...settings, ...changed }, words, capturedIo());

describe('the check of a directory', () => {
  it('passes where everything is there, and nothing too much', async () => {
    expect(await check()).toEqual({ passed: true, says: `${directory} is as it should be.` });
  });

  it('says what is missing, what is too much, and what is different', async () => {
    expect(await check([join(directory, 'fruit')])).toMatchObject({ says: `${directory}/fruit has no fruit/apple.` });
    writeFileSync(join(directory, 'fruit/pear'), '');
    expect(await check()).toEqual({ passed: false, says: `${directory} still has fruit/pear.` });
    const different = await check([directory], { lacks: [], contains: ['fruit/apple: layer 4'] });
    expect(different).toEqual({ passed: false, says: 'This does not hold: fruit/apple: layer 4' });
  });

  it('counts a link as a file that is there, and reads nothing through it', async () => {
    symlinkSync('/etc/hostname', join(directory, 'fruit/link'));
    expect(await check([directory], { has: ['fruit/link'], contains: [] })).toMatchObject({ passed: true });
    expect(await check([directory], { contains: ['fruit/link: a'] })).toMatchObject({ passed: false });
  });

  it.each([[[]], [['a', 'b']]])('asks for one directory: %j', async (words) => {
    await expect(check(words)).rejects.toMatchObject({ code: 'CANNOT_CHECK' });
  });
});
