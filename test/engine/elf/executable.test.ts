import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATA_ADDRESS, EM_X86_64, elfExecutable } from '../../../engine/elf/executable.ts';

const hasReadelf = spawnSync('readelf', ['--version']).status === 0;
const code = Uint8Array.of(0x0f, 0x05);
const data = Buffer.from('data');
const file = Buffer.from(elfExecutable(EM_X86_64, code, data));

/** The program headers, read back field by field. @see elf(5) */
function programHeaders(elf: Buffer) {
  const [start, width, count] = [Number(elf.readBigUInt64LE(32)), elf.readUInt16LE(54), elf.readUInt16LE(56)];
  return Array.from({ length: count }, (_, n) => {
    const at = start + n * width;
    const long = (offset: number) => Number(elf.readBigUInt64LE(at + offset));
    return {
      type: elf.readUInt32LE(at),
      flags: elf.readUInt32LE(at + 4),
      offset: long(8),
      address: long(16),
      size: long(32),
      memory: long(40),
      align: long(48),
    };
  });
}

const [text, constants, stack] = programHeaders(file);
const [EXECUTE, WRITE, READ] = [1, 2, 4];

describe('elfExecutable', () => {
  it('begins with the magic number of a 64-bit little-endian System V executable', () => {
    expect(file.subarray(0, 16).toString('hex')).toBe('7f454c46020101000000000000000000');
    expect(file.readUInt16LE(16)).toBe(2);
    expect(file.readUInt16LE(18)).toBe(EM_X86_64);
  });

  it('enters at the first byte of the code', () => {
    const entry = Number(file.readBigUInt64LE(24));
    const offset = entry - text!.address + text!.offset;
    expect(file.subarray(offset, offset + code.length)).toEqual(Buffer.from(code));
  });

  it('maps the code executable and the data readable only', () => {
    expect([text!.flags, constants!.flags]).toEqual([READ | EXECUTE, READ]);
    expect(file.subarray(constants!.offset, constants!.offset + constants!.size)).toEqual(data);
    expect(constants!.address).toBe(DATA_ADDRESS);
  });

  it('asks for a stack that is not executable, and maps nothing both writable and executable', () => {
    expect(stack).toMatchObject({ type: 0x6474e551, flags: READ | WRITE });
    for (const { flags } of programHeaders(file)) expect(flags & (WRITE | EXECUTE)).not.toBe(WRITE | EXECUTE);
  });

  it('places segments on pages of their own, where addresses and file offsets agree, even with pages of 64 KiB', () => {
    for (const { address, offset, align } of [text!, constants!]) expect((address - offset) % align).toBe(0);
    expect(Math.floor(text!.address / 0x10000)).toBeLessThan(Math.floor(constants!.address / 0x10000));
  });

  it('refuses code that would overlap the data', () => {
    expect(() => elfExecutable(EM_X86_64, new Uint8Array(257), data)).toThrow(
      'code is 257 bytes long, expected at most 256',
    );
  });
});

describe.skipIf(!hasReadelf)('elfExecutable, read by readelf (needs: apt-get install binutils)', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'learn-run-elf-'));
    writeFileSync(join(directory, 'program'), file);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('has the headers that were meant, and no warning', () => {
    const { stdout, stderr } = spawnSync('readelf', ['-h', '-l', '-W', join(directory, 'program')], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/Type:\s+EXEC/);
    expect(stdout).toMatch(/LOAD\s+0x000100 .* R E 0x10000/);
    expect(stdout).toMatch(/LOAD\s+0x000200 .* R\s+0x10000/);
    expect(stdout).toMatch(/GNU_STACK\s.* RW\s+0x10/);
  });
});
