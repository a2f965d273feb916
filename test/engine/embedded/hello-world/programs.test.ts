import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helloExecutable, PROGRAMS } from '../../../../engine/embedded/hello-world/image.ts';
import { MESSAGE } from '../../../../engine/embedded/hello-world/message.ts';
import { riscv64 } from '../../../../engine/embedded/hello-world/riscv64.ts';

/** How each program is run on a machine of another kind, and disassembled. */
const TOOLS: Record<string, { node: string; qemu: string; objdump: readonly string[]; mnemonics: string }> = {
  amd64: {
    node: 'x64',
    qemu: 'qemu-x86_64-static',
    objdump: ['-m', 'i386:x86-64', '-M', 'intel'],
    mnemonics: 'mov mov mov mov syscall test jle add sub jne mov jmp mov mov syscall',
  },
  arm64: {
    node: 'arm64',
    qemu: 'qemu-aarch64-static',
    objdump: ['-m', 'aarch64', '-M', 'no-aliases'],
    mnemonics: 'movz movk movz movz movz svc subs b.le add subs b.ne movz b movz movz svc',
  },
  riscv64: {
    node: 'riscv64',
    qemu: 'qemu-riscv64-static',
    objdump: ['-m', 'riscv:rv64', '-M', 'no-aliases'],
    mnemonics: 'lui addi addi addi addi ecall bge add sub bne addi jal addi addi ecall',
  },
};

const directory = mkdtempSync(join(tmpdir(), 'learn-run-hello-'));
const succeeds = (command: string, ...args: readonly string[]) => spawnSync(command, args).status === 0;
const canDisassemble = succeeds('objdump', '--version') && /riscv/.test(spawnSync('objdump', ['-i']).stdout.toString());

beforeAll(() => {
  for (const program of PROGRAMS) {
    writeFileSync(join(directory, program.platform.architecture), helloExecutable(program));
    chmodSync(join(directory, program.platform.architecture), 0o755);
  }
});
afterAll(() => rmSync(directory, { recursive: true }));

describe.each(PROGRAMS.map(({ platform }) => platform.architecture))('/hello for %s', (architecture) => {
  const tools = TOOLS[architecture]!;
  const path = join(directory, architecture);
  const isNative = process.arch === tools.node;
  const command = isNative ? [path] : [tools.qemu, path];
  const cannotRun = !isNative && !succeeds(tools.qemu, '--version');

  describe.skipIf(cannotRun)(
    isNative ? 'run directly' : 'run by qemu (needs: apt-get install qemu-user-static)',
    () => {
      it('prints the message, all of it, and exits with 0', () => {
        const { status, stdout, stderr } = spawnSync(command[0]!, command.slice(1), { encoding: 'utf8' });
        expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: MESSAGE, stderr: '' });
      });

      it('exits with 1 where its output cannot be written', () => {
        const full = openSync('/dev/full', 'w');
        const { status } = spawnSync(command[0]!, command.slice(1), { stdio: ['ignore', full, 'inherit'] });
        closeSync(full);
        expect(status).toBe(1);
      });
    },
  );

  it.skipIf(!canDisassemble)(
    'is the instructions that its comments say (needs: apt-get install binutils-multiarch)',
    () => {
      const program = PROGRAMS.find(({ platform }) => platform.architecture === architecture)!;
      const code = join(directory, `${architecture}.code`);
      writeFileSync(code, program.code({ address: 0x410200, length: 800 }));
      const { stdout } = spawnSync('objdump', ['-D', '-b', 'binary', ...tools.objdump, code], { encoding: 'utf8' });
      const mnemonics = [...stdout.matchAll(/^ *[0-9a-f]+:\t[0-9a-f ]+\t([a-z.]+)/gm)].map(([, mnemonic]) => mnemonic);
      expect(mnemonics.join(' ')).toBe(tools.mnemonics);
    },
  );
});

describe('/hello for amd64', () => {
  const isTraceable = process.arch === 'x64' && succeeds('strace', '-V') && succeeds('strace', 'true');

  it.skipIf(!isTraceable)('asks the kernel for write and exit, nothing else (needs: apt-get install strace)', () => {
    const { stderr } = spawnSync('strace', [join(directory, 'amd64')], { encoding: 'utf8' });
    expect([...stderr.matchAll(/^(\w+)\(/gm)].map(([, name]) => name)).toEqual(['execve', 'write', 'exit']);
  });

  it.skipIf(!isTraceable)('goes on where a write stopped short (needs: apt-get install strace)', () => {
    // strace answers the first write itself, without writing: the program must offer the rest, 100 bytes further on.
    const inject = ['-e', 'inject=write:retval=100:when=1'];
    const { status, stdout } = spawnSync('strace', [...inject, join(directory, 'amd64')], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: MESSAGE.slice(100) });
  });
});

describe('/hello for riscv64', () => {
  it('finds the message where the lower half of its address counts as negative', () => {
    const words = Buffer.from(riscv64.code({ address: 0x410fff, length: 1 }));
    const [lui, addi] = [words.readInt32LE(0), words.readInt32LE(4)];
    expect((lui >>> 12) * 0x1000 + (addi >> 20)).toBe(0x410fff);
  });

  it('refuses a message that is longer than its instruction can say', () => {
    expect(() => riscv64.code({ address: 0x410200, length: 2048 })).toThrow('addi has room for 12 bits, got 2048');
  });
});
