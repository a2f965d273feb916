import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findLesson, readPack } from '../../../cli/lesson/pack.ts';
import { lessonText } from '../../fixtures/lesson-text.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-pack-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = (file: string, id: string) => writeFileSync(join(directory, file), lessonText({ id }));

describe('readPack', () => {
  it('reads the lessons by number, and nothing else', () => {
    for (const number of ['02', '10', '01']) write(`${number}-lesson-${number}.md`, `lesson-${number}`);
    writeFileSync(join(directory, 'README.md'), 'About this pack.');
    expect(readPack(directory).map(({ number }) => number)).toEqual([1, 2, 10]);
  });

  it('refuses two lessons of one number, and a pack without any', () => {
    expect(() => readPack(directory)).toThrow(`cannot read lessons from ${directory}`);
    expect(() => readPack(join(directory, 'missing'))).toThrow('cannot read lessons from');
    write('01-a.md', 'a');
    write('01-b.md', 'b');
    expect(() => readPack(directory)).toThrow('its number or name is that of a too');
  });
});

describe('findLesson', () => {
  it.each(['1', '01', 'image-check', 'imageCheck', 'run.imageCheck', 'imageCheck.lookingUp', 'lookUpImage'])(
    'finds it by %s',
    (wanted) => {
      write('01-image-check.md', 'image-check');
      write('02-other.md', 'other');
      expect(findLesson(readPack(directory), wanted).id).toBe('image-check');
    },
  );

  it.each(['3', '', 'constructor', 'containerExit'])('does not find %j', (wanted) => {
    write('01-image-check.md', 'image-check');
    expect(() => findLesson(readPack(directory), wanted)).toThrow(`no such lesson: ${wanted}`);
  });
});
