import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findExecutable } from '../../../../engine/runtime/init/executable.ts';
import type { Stub } from '../../../../engine/stub/stub.ts';
import { startStub } from '../../../fixtures/launcher.ts';

let root: string;
let stub: Stub;
const file = (name: string, mode: number) => {
  writeFileSync(join(root, name), '#!/bin/sh\n');
  chmodSync(join(root, name), mode);
};

beforeAll(async () => {
  stub = await startStub();
  root = mkdtempSync(join(tmpdir(), 'learn-run-exec-'));
  for (const directory of ['first', 'second', 'first/tool', 'first/onlydir']) mkdirSync(join(root, directory));
  file('second/tool', 0o755);
  file('first/plain', 0o644);
  symlinkSync('nowhere', join(root, 'second/dangling'));
  symlinkSync('loop', join(root, 'second/loop'));
});
afterAll(() => {
  stub.close();
  rmSync(root, { recursive: true });
});

const path = () => [`PATH=${root}/first:${root}/second`];

describe('findExecutable', () => {
  it('passes over a directory of the same name on its way along PATH', async () => {
    expect(await findExecutable(stub, 'tool', path())).toBe(`${root}/second/tool`);
  });

  it("uses the last PATH of the environment, as the program's own shell would", async () => {
    expect(await findExecutable(stub, 'tool', ['PATH=/nowhere', ...path()])).toBe(`${root}/second/tool`);
  });

  it.each([
    ['a name that PATH does not have', 'nope', 'exec: "nope": executable file not found in $PATH', 'EXEC_NOT_FOUND'],
    ['a dangling link', 'dangling', 'exec: "dangling": executable file not found in $PATH', 'EXEC_NOT_FOUND'],
    ['a file that nobody may run', 'plain', 'permission denied', 'EXEC_NOT_EXECUTABLE'],
    [
      'a path that is not there',
      '/nope/x',
      'exec: "/nope/x": stat /nope/x: no such file or directory',
      'EXEC_NOT_FOUND',
    ],
    ['a directory', '/tmp', 'exec: "/tmp": is a directory: permission denied', 'EXEC_NOT_EXECUTABLE'],
    ['a path through a file', '/etc/passwd/x', 'no such file or directory', 'EXEC_NOT_FOUND'],
  ])("says in docker's words what is wrong with %s", async (_, name, message, code) => {
    await expect(findExecutable(stub, name, path())).rejects.toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  it('tells where an empty word comes from to whoever has named no program', async () => {
    await expect(findExecutable(stub, '', path())).rejects.toThrow(
      expect.objectContaining({
        message: 'exec: "": executable file not found in $PATH',
        hint: expect.stringContaining('variable of the shell'),
      }),
    );
  });

  it('tells where options go to whoever has put one behind the image', async () => {
    await expect(findExecutable(stub, '-v', path())).rejects.toThrow(
      expect.objectContaining({ hint: expect.stringContaining('an option like -v goes in front of it') }),
    );
  });

  it.each([
    ['a link that leads nowhere', () => `${root}/second/dangling`, 'It is a link to "nowhere", and that is not in'],
    ['a link that leads to itself', () => `${root}/second/loop`, 'leads back to itself'],
    [
      'a link of that name in PATH that leads nowhere',
      () => 'dangling',
      'second/dangling is a link to "nowhere", and that is not in',
    ],
    ['a link of that name in PATH that leads to itself', () => 'loop', 'second/loop leads back to itself'],
    ['a directory of that name in PATH', () => 'onlydir', 'first/onlydir is a directory'],
    ['a command line in quotes', () => 'ls -l', 'without the quotes ls is the program'],
    ['a file whose mode is in the way', () => `${root}/first/plain`, 'its mode 0644'],
  ])('adds what helps with %s', async (_, name, hint) => {
    await expect(findExecutable(stub, name(), path())).rejects.toMatchObject({ hint: expect.stringContaining(hint) });
  });
});
