import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAT } from '../../../../engine/embedded/programs/cat.ts';
import { FILL } from '../../../../engine/embedded/programs/fill.ts';
import { FORK } from '../../../../engine/embedded/programs/fork.ts';
import { ARCHITECTURES, executable, instructionBytes } from '../../../../engine/embedded/programs/machine.ts';
import { SERVE } from '../../../../engine/embedded/programs/serve.ts';
import { WAIT } from '../../../../engine/embedded/programs/wait.ts';

/** How each program is run on a machine of another kind, and disassembled. */
const TOOLS = {
  amd64: { node: 'x64', qemu: 'qemu-x86_64-static', objdump: ['-m', 'i386:x86-64', '-M', 'intel'] },
  arm64: { node: 'arm64', qemu: 'qemu-aarch64-static', objdump: ['-m', 'aarch64', '-M', 'no-aliases'] },
  riscv64: { node: 'riscv64', qemu: 'qemu-riscv64-static', objdump: ['-m', 'riscv:rv64'] },
} as const;

const MNEMONICS = {
  amd64: 'mov syscall jmp',
  arm64: 'movz movz movz movz movz svc b',
  riscv64: 'li li li li li ecall j',
} as const;

const directory = mkdtempSync(join(tmpdir(), 'learn-run-programs-'));
const succeeds = (command: string, ...args: readonly string[]) => spawnSync(command, args).status === 0;
const canDisassemble = succeeds('objdump', '--version') && /riscv/.test(spawnSync('objdump', ['-i']).stdout.toString());
const long = 'a line that is repeated until a buffer of 4096 bytes is too small\n'.repeat(500);

beforeAll(() => {
  for (const architecture of ARCHITECTURES) {
    for (const [name, code] of Object.entries({ cat: CAT, fill: FILL, fork: FORK, serve: SERVE, wait: WAIT })) {
      writeFileSync(join(directory, `${name}-${architecture}`), executable(code, architecture));
      chmodSync(join(directory, `${name}-${architecture}`), 0o755);
    }
  }
  writeFileSync(join(directory, 'short'), 'short\n');
  writeFileSync(join(directory, 'long'), long);
});
afterAll(() => rmSync(directory, { recursive: true }));

describe.each(ARCHITECTURES)('the programs for %s', (architecture) => {
  const { node, qemu, objdump } = TOOLS[architecture];
  const isNative = process.arch === node;
  const start = (name: string, args: readonly string[], input = '', timeout = 20_000) => {
    const path = join(directory, `${name}-${architecture}`);
    const [command, ...rest] = isNative ? [path, ...args] : [qemu, path, ...args];
    return spawnSync(command!, rest, { cwd: directory, input, timeout, encoding: 'utf8' });
  };

  describe.skipIf(!isNative && !succeeds(qemu, '--version'))('run (needs: apt-get install qemu-user-static)', () => {
    it('cat writes each file that it is given, whatever its length', () => {
      expect(start('cat', ['short', 'long', 'short'])).toMatchObject({ status: 0, stdout: `short\n${long}short\n` });
    });

    it('cat writes its standard input where it is given no file', () => {
      expect(start('cat', [], long)).toMatchObject({ status: 0, stdout: long });
      expect(start('cat', [], '')).toMatchObject({ status: 0, stdout: '' });
    });

    it('cat exits with 1 at a file that it cannot open or read', () => {
      expect(start('cat', ['short', 'missing', 'short'])).toMatchObject({ status: 1, stdout: 'short\n' });
      expect(start('cat', ['.'])).toMatchObject({ status: 1, stdout: '' });
    });

    it('fill ends with 0 when it has got its memory', () => {
      expect(start('fill', [])).toMatchObject({ status: 0, stdout: '', stderr: '' });
    });

    it('fork starts a hundred processes that end by themselves, and says when the kernel refuses one', () => {
      const { status, stdout } = start('fork', []);
      expect({ status, dots: stdout.match(/\./g)?.length }).toEqual({ status: 0, dots: 101 });
      expect(stdout).toMatch(/^Started: \.{100} and nothing has stopped me\.\n$/);
    });

    it('serve says that its root can be written to, and writes to it or tells why not', () => {
      const { status, stdout } = start('serve', []);
      expect(stdout).toMatch(/^\/ is writable: whoever breaks in here can change \/etc\/settings\.\n/);
      expect([0, 13]).toContain(status);
    });

    it('wait is ended by a signal, not by itself', () => {
      expect(start('wait', [], '', 300)).toMatchObject({ status: null, signal: 'SIGTERM', stdout: '', stderr: '' });
    });
  });

  it.skipIf(!canDisassemble)('wait is the instructions that its comments say (needs: binutils-multiarch)', () => {
    const code = join(directory, `wait-${architecture}.code`);
    writeFileSync(code, instructionBytes(WAIT, architecture));
    const { stdout } = spawnSync('objdump', ['-D', '-b', 'binary', ...objdump, code], { encoding: 'utf8' });
    const mnemonics = [...stdout.matchAll(/^ *[0-9a-f]+:\t[0-9a-f ]+\t([a-z.]+)/gm)].map(([, mnemonic]) => mnemonic);
    expect(mnemonics.join(' ').replaceAll('mov ', 'movz ')).toBe(MNEMONICS[architecture].replaceAll('mov ', 'movz '));
  });
});
