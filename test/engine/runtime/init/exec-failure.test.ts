import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainExecFailure } from '../../../../engine/runtime/init/exec-failure.ts';
import type { Stub } from '../../../../engine/stub/stub.ts';
import { startStub } from '../../../fixtures/launcher.ts';

let directory: string;
let stub: Stub;
beforeAll(async () => {
  stub = await startStub();
  directory = mkdtempSync(join(tmpdir(), 'learn-run-exec-failure-'));
});
afterAll(() => {
  stub.close();
  rmSync(directory, { recursive: true });
});

function explain(content: string | Buffer, code: string) {
  const path = join(directory, 'program');
  writeFileSync(path, content);
  return explainExecFailure(stub, path, Object.assign(new Error(code), { code }));
}

/** The first bytes of a 64-bit ELF program for a machine, with an interpreter where one is given. */
function elf(machine: number, interpreter = ''): Buffer {
  const bytes = Buffer.alloc(256);
  bytes.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  bytes.writeUInt16LE(machine, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(interpreter ? 1 : 0, 56);
  bytes.writeUInt32LE(3, 64);
  bytes.writeBigUInt64LE(128n, 72);
  bytes.writeBigUInt64LE(BigInt(interpreter.length + 1), 96);
  bytes.write(interpreter, 128);
  return bytes;
}

/** The same for 32 bits. */
function elf32(machine: number, interpreter: string): Buffer {
  const bytes = Buffer.alloc(256);
  bytes.write('\x7fELF\x01\x01\x01', 0, 'latin1');
  bytes.writeUInt16LE(machine, 18);
  bytes.writeUInt32LE(64, 28);
  bytes.writeUInt16LE(32, 42);
  bytes.writeUInt16LE(1, 44);
  bytes.writeUInt32LE(3, 64);
  bytes.writeUInt32LE(128, 68);
  bytes.writeUInt32LE(interpreter.length + 1, 80);
  bytes.write(interpreter, 128);
  return bytes;
}

/** A program that was changed by patchelf, which puts what has grown to the end of the file. */
function patchedElf(interpreter: string): Buffer {
  const bytes = Buffer.concat([elf(62, interpreter), Buffer.alloc(9000), Buffer.from(`${interpreter}\0`)]);
  bytes.writeBigUInt64LE(9256n, 72);
  return bytes;
}

describe('explainExecFailure', () => {
  it('names the interpreter of a script that the image lacks', async () => {
    const error = await explain('#!/nowhere/python3 -u\nprint()', 'ENOENT');
    expect(error).toMatchObject({
      code: 'EXEC_NOT_FOUND',
      hint: expect.stringContaining('/nowhere/python3 is not in the image'),
    });
  });

  it('sees the carriage return of a script that was saved on Windows', async () => {
    expect((await explain('#!/bin/sh\r\necho\r\n', 'ENOENT')).hint).toContain('carriage return');
  });

  it('names the dynamic loader that a program wants', async () => {
    const error = await explain(elf(62, '/lib/ld-of-another-libc.so.1'), 'ENOENT');
    expect(error.hint).toContain('its interpreter /lib/ld-of-another-libc.so.1 is not in the image');
  });

  it.each([
    ['of 32 bits', elf32(3, '/lib/ld-linux.so.2'), '/lib/ld-linux.so.2'],
    ['whose name lies far behind', patchedElf('/nix/store/x-glibc/lib/ld.so'), '/nix/store/x-glibc/lib/ld.so'],
  ])('names the dynamic loader of a program %s', async (_, program, loader) => {
    expect((await explain(program, 'ENOENT')).hint).toContain(`its interpreter ${loader} is not in the image`);
  });

  it('tells an interpreter that is a link to nowhere from one that is not there', async () => {
    symlinkSync('python3.99', join(directory, 'python3'));
    const { hint } = await explain(`#!${directory}/python3\n`, 'ENOENT');
    expect(hint).toContain(`its interpreter ${directory}/python3 is a link to "python3.99", and that is not in the`);
  });

  it('looks for what the interpreter itself lacks', async () => {
    writeFileSync(join(directory, 'wrapper'), '#!/usr/bin/lost\n', { mode: 0o755 });
    const { hint } = await explain(`#!${directory}/wrapper\n`, 'ENOENT');
    expect(hint).toContain(`its interpreter ${directory}/wrapper is there, whose interpreter /usr/bin/lost is not in`);
  });

  it.each([
    ['is a directory', (path: string) => mkdirSync(path), 'is a directory'],
    ['may not be run', (path: string) => writeFileSync(path, '#!/bin/sh\n', { mode: 0o644 }), 'its mode 0644'],
  ])('says of permission denied that the interpreter %s', async (name, make, words) => {
    const interpreter = join(directory, name.replaceAll(' ', '-'));
    make(interpreter);
    const error = await explain(`#!${interpreter}\n`, 'EACCES');
    expect(error).toMatchObject({ code: 'EXEC_NOT_EXECUTABLE', message: expect.stringContaining('permission denied') });
    expect(error.hint).toContain(words);
  });

  it('names the platform of a program for another machine, and the option that helps', async () => {
    const other = process.arch === 'arm64' ? [62, 'amd64'] : [183, 'arm64'];
    const error = await explain(elf(other[0] as number), 'ENOEXEC');
    expect(error).toMatchObject({ code: 'EXEC_NOT_EXECUTABLE', message: expect.stringContaining('exec format error') });
    expect(error.hint).toContain(`built for ${other[1]}`);
    expect(error.hint).toContain('--platform linux/');
  });

  it('knows a script without its first line', async () => {
    expect((await explain('echo hello\n', 'ENOEXEC')).hint).toContain('#!/bin/sh');
  });

  it('reads the machine in the byte order that the program has', async () => {
    const program = elf(0);
    program[5] = 2;
    program.writeUInt16BE(22, 18);
    expect((await explain(program, 'ENOEXEC')).hint).toContain('built for s390x');
  });

  it.each([
    ['a program of this machine that is damaged', elf(process.arch === 'arm64' ? 183 : 62), 'none that can run'],
    ['a program that was cut off early', '\x7fELF...', 'is cut off'],
    ['a script behind a byte order mark', '\ufeff#!/bin/sh\necho\n', 'byte order mark (EF BB BF)'],
    ['an empty file', '', 'The file is empty.'],
    ['a program for Windows', 'MZ\x90\0', 'for Windows'],
    ['a program for macOS', Buffer.from('cffaedfe0700000103000000', 'hex'), 'for macOS'],
  ])('says what is wrong with %s', async (_, content, words) => {
    expect((await explain(content, 'ENOEXEC')).hint).toContain(words);
  });

  it('does not fall over a file that was cut short', async () => {
    expect((await explain(elf(62, '/lib/ld').subarray(0, 70), 'ENOENT')).code).toBe('EXEC_NOT_FOUND');
  });
});
