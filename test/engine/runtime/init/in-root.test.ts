import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRoot, type Root, type Use } from '../../../../engine/runtime/init/in-root.ts';
import { close } from '../../../../engine/stub/calls/descriptors.ts';
import { mkdir, open, readlink } from '../../../../engine/stub/calls/files.ts';
import type { Stub } from '../../../../engine/stub/stub.ts';
import { startStub } from '../../../fixtures/launcher.ts';
import { whileRenaming } from '../../../fixtures/renames.ts';

let base: string;
let directory: string;
let stub: Stub;
let root: Root;

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'learn-run-root-'));
  directory = join(base, 'rootfs');
  mkdirSync(directory);
  mkdirSync(join(base, 'host'));
  stub = await startStub();
  root = await openRoot(stub, directory);
});
afterEach(() => {
  stub.close();
  rmSync(base, { recursive: true });
});

const makeDirectory = (path: string) => stub.callAll(root.makingDirectory(path));
const makeFile = (path: string) => stub.callAll(root.makingFile(path));
const nothing: Use = () => [];
const openFiles = () => readdirSync(`/proc/${stub.pid}/fd`).length;

describe('Root', () => {
  it('makes directories and files below the root, with their parents, and leaves alone what is there', async () => {
    await makeDirectory('/a/b/c');
    await makeFile('/x/y');
    expect(statSync(join(directory, 'a/b/c')).isDirectory()).toBe(true);
    expect(statSync(join(directory, 'x/y')).isFile()).toBe(true);
    writeFileSync(join(directory, 'x/y'), 'kept');
    await makeDirectory('/a/b/c');
    await makeFile('/x/y');
    expect(readFileSync(join(directory, 'x/y'), 'utf8')).toBe('kept');
  });

  it('follows links with .. in them while something is renamed elsewhere', async () => {
    for (const name of ['a', 'b']) mkdirSync(join(directory, name));
    symlinkSync('../b', join(directory, 'a/link'));
    await whileRenaming(join(base, 'elsewhere'), async () => {
      for (let round = 0; round < 1000; round++) await makeFile('/a/link/file');
    });
    expect(existsSync(join(directory, 'b/file'))).toBe(true);
  });

  it('leaves no descriptor open, whatever it has made', async () => {
    const before = openFiles();
    await makeDirectory('/a/b/c');
    await makeFile('/x/y');
    await makeFile('/x/y');
    await stub.callAll(root.at('/a/b', (name) => [mkdir(`${name}/d`, 0o755)]));
    expect(openFiles()).toBe(before);
  });

  it.each([
    ['an absolute link', '/host'],
    ['a relative link that climbs', '../host'],
    ['a link that climbs above the root', '../../../../../../host'],
  ])('stays below the root through %s', async (_, target) => {
    mkdirSync(join(directory, 'host'));
    symlinkSync(target, join(directory, 'escape'));
    await makeDirectory('/escape/made');
    expect(readdirSync(join(base, 'host'))).toEqual([]);
    expect(existsSync(join(directory, 'host/made'))).toBe(true);
  });

  it('refuses a link to what exists only on the host, instead of making it there (CVE-2026-41579)', async () => {
    symlinkSync(join(base, 'host'), join(directory, 'dev'));
    const message = 'symbolic link to something that does not exist in the image';
    await expect(makeDirectory('/dev/pts')).rejects.toThrow(message);
    expect(readdirSync(join(base, 'host'))).toEqual([]);
  });

  it('does not follow the magic links of /proc', async () => {
    symlinkSync('/proc/self/root', join(directory, 'magic'));
    mkdirSync(join(directory, 'proc'));
    await expect(stub.callAll(root.at('/magic/etc', nothing))).rejects.toThrow(/does not exist in the image|ELOOP/);
  });

  it('opens /proc only where it is an ordinary directory (CVE-2019-19921)', async () => {
    mkdirSync(join(directory, 'real'));
    symlinkSync('real', join(directory, 'proc'));
    const ordinary = (path: string, use: Use) => stub.callAll(root.atOrdinary(path, use));
    await expect(ordinary('/proc', nothing)).rejects.toThrow('must be mounted on ordinary directory');
    const [, target] = await ordinary('/real', (name) => [readlink(name)]);
    expect(String(target)).toBe(join(directory, 'real'));
  });

  it('hands out a name that stays the same file when the path is swapped', async () => {
    mkdirSync(join(directory, 'target'));
    const [opening, opened] = root.at('/target', (name) => [open(name), close(99)]);
    const name = opened!.args[1] as string;
    await stub.call(opening!);
    rmSync(join(directory, 'target'), { recursive: true });
    symlinkSync(join(base, 'host'), join(directory, 'target'));
    await expect(stub.call(mkdir(`${name}/made`, 0o755))).rejects.toThrow('ENOENT');
    expect(readdirSync(join(base, 'host'))).toEqual([]);
  });

  it('says whether there is something, and opens it', async () => {
    mkdirSync(join(directory, 'there'));
    expect(await stub.call(root.opening('/there'))).toBeGreaterThan(2);
    expect(await stub.call(root.opening('/missing'))).toBeUndefined();
  });
});
