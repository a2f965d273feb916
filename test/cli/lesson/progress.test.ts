import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { progressFile, readProgress, writeProgress } from '../../../cli/lesson/progress.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-progress-'));
  file = join(directory, 'learn-run/lessons.json');
});
afterEach(() => rmSync(directory, { recursive: true }));

const nothing = { current: undefined, solved: {}, hints: {} };

describe('progressFile', () => {
  it.each([
    [{ XDG_STATE_HOME: '/state', HOME: '/home/me' }, '/state/learn-run/lessons.json'],
    [{ XDG_STATE_HOME: 'relative', HOME: '/home/me' }, '/home/me/.local/state/learn-run/lessons.json'],
    [{ HOME: '/home/me' }, '/home/me/.local/state/learn-run/lessons.json'],
    [{}, undefined],
  ])('is for %j: %s', (env, path) => expect(progressFile({ env })).toBe(path));
});

describe('progress', () => {
  it('is read as it was written, and is nobody else’s business', () => {
    const progress = { current: 'a', solved: { b: '2026-01-01T00:00:00Z' }, hints: { a: 2 } };
    writeProgress(file, progress);
    expect(readProgress(file)).toEqual(progress);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(file))).toEqual(['lessons.json']);
  });

  it.each(['', '{', '[]', 'null', '{"solved": [1], "hints": 3, "current": {}}'])('begins anew from %j', (text) => {
    mkdirSync(dirname(file));
    writeFileSync(file, text);
    expect(readProgress(file)).toEqual(nothing);
  });

  it('is forgotten where there is no place for it', () => {
    writeProgress(undefined, { ...nothing, current: 'a' });
    expect(readProgress(undefined)).toEqual(nothing);
  });
});
