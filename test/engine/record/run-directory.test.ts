import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRun, KEPT_RUNS, keptRuns, newRunFile } from '../../../engine/record/run-directory.ts';
import { RunFiles } from './recording.ts';

let files: RunFiles;
beforeEach(() => {
  files = new RunFiles();
});
afterEach(() => files[Symbol.dispose]());

const directory = () => files.path('runs');
const record = (second: number) => {
  const file = newRunFile(directory(), new Date(Date.UTC(2026, 0, 1, 0, 0, second)));
  writeFileSync(file, '');
  return file;
};

describe('the directory of runs', () => {
  it('keeps the last twenty, newest first', () => {
    for (let second = 0; second < 23; second++) record(second);
    const runs = keptRuns(directory());
    expect(runs).toHaveLength(KEPT_RUNS);
    expect(runs[0]).toMatch(/^20260101T000022\.000Z-[0-9a-f]{4}$/);
    expect(runs.at(-1)).toMatch(/^20260101T000003/);
  });

  it('holds nothing where it was never made', () => {
    expect(keptRuns(files.path('nowhere'))).toEqual([]);
  });

  it('finds a run by its name, by a part of it, and the last one', () => {
    const [first, second] = [record(1), record(2)];
    expect(findRun(directory(), 'last')).toBe(second);
    expect(findRun(directory(), 'T000001')).toBe(first);
    expect(findRun(directory(), keptRuns(directory())[1]!)).toBe(first);
  });

  it('says which name means nothing, and which too much', () => {
    expect(() => findRun(directory(), 'last')).toThrow('no recorded run "last"');
    record(1);
    record(2);
    expect(() => findRun(directory(), '2026')).toThrow('2 kept runs have it in their names');
  });
});
