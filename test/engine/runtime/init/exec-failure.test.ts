import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

describe('explainExecFailure', () => {
  it('names the interpreter of a script that the image lacks', async () => {
    const error = await explain('#!/usr/bin/python3 -u\nprint()', 'ENOENT');
    expect(error).toMatchObject({
      code: 'EXEC_NOT_FOUND',
      hint: expect.stringContaining('/usr/bin/python3 is not in the image'),
    });
  });

  it('sees the carriage return of a script that was saved on Windows', async () => {
    expect((await explain('#!/bin/sh\r\necho\r\n', 'ENOENT')).hint).toContain('carriage return');
  });

  it('names the dynamic loader that a program wants', async () => {
    const error = await explain(elf(62, '/lib64/ld-linux-x86-64.so.2'), 'ENOENT');
    expect(error.hint).toContain('/lib64/ld-linux-x86-64.so.2');
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
  ])('says what is wrong with %s', async (_, content, words) => {
    expect((await explain(content, 'ENOEXEC')).hint).toContain(words);
  });

  it('does not fall over a file that was cut short', async () => {
    expect((await explain(elf(62, '/lib/ld').subarray(0, 70), 'ENOENT')).code).toBe('EXEC_NOT_FOUND');
  });
});
