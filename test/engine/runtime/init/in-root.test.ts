import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Root } from '../../../../engine/runtime/init/in-root.ts';
import { linuxSyscalls } from '../../../../engine/syscall/linux.ts';

let base: string;
let directory: string;
let root: Root;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'learn-run-root-'));
  directory = join(base, 'rootfs');
  mkdirSync(directory);
  mkdirSync(join(base, 'host'));
  root = new Root(linuxSyscalls(), directory);
});
afterEach(() => {
  root.close();
  rmSync(base, { recursive: true });
});

describe('Root', () => {
  it('makes directories and files below the root, with their parents', () => {
    root.makeDirectory('/a/b/c');
    root.makeFile('/x/y');
    expect(statSync(join(directory, 'a/b/c')).isDirectory()).toBe(true);
    expect(statSync(join(directory, 'x/y')).isFile()).toBe(true);
    expect(() => root.makeDirectory('/a/b/c')).not.toThrow();
  });

  it.each([
    ['an absolute link', '/host'],
    ['a relative link that climbs', '../host'],
    ['a link that climbs above the root', '../../../../../../host'],
  ])('stays below the root through %s', (_, target) => {
    mkdirSync(join(directory, 'host'));
    symlinkSync(target, join(directory, 'escape'));
    root.makeDirectory('/escape/made');
    expect(readdirSync(join(base, 'host'))).toEqual([]);
    expect(existsSync(join(directory, 'host/made'))).toBe(true);
  });

  it('refuses a link to what exists only on the host, instead of making it there (CVE-2026-41579)', () => {
    symlinkSync(join(base, 'host'), join(directory, 'dev'));
    expect(() => root.makeDirectory('/dev/pts')).toThrow('symbolic link to something that does not exist in the image');
    expect(readdirSync(join(base, 'host'))).toEqual([]);
  });

  it('does not follow the magic links of /proc', () => {
    symlinkSync('/proc/self/root', join(directory, 'magic'));
    mkdirSync(join(directory, 'proc'));
    expect(() => root.at('/magic/etc', () => 0)).toThrow(/ENOENT|ELOOP/);
  });

  it('opens /proc only where it is an ordinary directory (CVE-2019-19921)', () => {
    mkdirSync(join(directory, 'real'));
    symlinkSync('real', join(directory, 'proc'));
    expect(() => root.atOrdinary('/proc', () => 0)).toThrow('must be mounted on an ordinary directory');
    expect(root.atOrdinary('/real', (name) => readlinkSync(name))).toBe(join(directory, 'real'));
  });

  it('hands out a name that stays the same file when the path is swapped', () => {
    mkdirSync(join(directory, 'target'));
    root.at('/target', (name) => {
      rmSync(join(directory, 'target'), { recursive: true });
      symlinkSync(join(base, 'host'), join(directory, 'target'));
      expect(() => writeFileSync(`${name}/file`, '')).toThrow('ENOENT');
    });
    expect(readdirSync(join(base, 'host'))).toEqual([]);
  });
});
