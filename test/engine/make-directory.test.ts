import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDirectory } from '../../engine/make-directory.ts';

describe('makeDirectory', () => {
  let base: string;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'learn-run-make-directory-'));
  });
  afterEach(() => rmSync(base, { recursive: true }));

  it('makes what is missing above it, all with the mode', () => {
    expect(makeDirectory(join(base, 'a/b/c'), 0o700)).toBe(true);
    expect(['a', 'a/b', 'a/b/c'].map((path) => statSync(join(base, path)).mode & 0o777)).toEqual([0o700, 0o700, 0o700]);
  });

  it('leaves what is there as it is, and says so', () => {
    mkdirSync(join(base, 'there'), 0o750);
    symlinkSync('there', join(base, 'link'));
    expect([makeDirectory(join(base, 'there'), 0o700), makeDirectory(join(base, 'link'))]).toEqual([false, false]);
    expect(statSync(join(base, 'there')).mode & 0o777).toBe(0o750);
  });

  it('ends where nothing can be made, as below /proc', () => {
    expect(() => makeDirectory('/proc/nowhere/at/all')).toThrow('ENOENT');
  });

  it('says what is in the way', () => {
    writeFileSync(join(base, 'file'), '');
    expect(() => makeDirectory(join(base, 'file/a/b'))).toThrow('ENOTDIR');
    symlinkSync('nowhere', join(base, 'dangling'));
    for (const name of ['file', 'dangling', 'dangling/a'])
      expect(() => makeDirectory(join(base, name))).toThrow('EEXIST');
  });
});
