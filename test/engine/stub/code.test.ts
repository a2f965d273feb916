import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { littleEndian } from '../../../engine/elf/little-endian.ts';
import { getpid } from '../../../engine/stub/calls/processes.ts';
import { STUB_CODE } from '../../../engine/stub/code.ts';
import { stubExecutable } from '../../../engine/stub/executable.ts';
import { decodeReply, encodeRequest } from '../../../engine/stub/message.ts';
import { awaitPipe, openPipes, readAll, writeAll } from '../../../engine/stub/pipes.ts';
import { syscallNumbers } from '../../../engine/syscall/numbers.ts';

const PROCESSORS = [
  {
    name: 'amd64',
    node: 'x64',
    bytes: Uint8Array.from(STUB_CODE.amd64.flat()),
    objdump: ['-m', 'i386:x86-64', '-M', 'intel'],
    column: 'SCMP_ARCH_X86_64',
    qemu: 'qemu-x86_64-static',
  },
  {
    name: 'arm64',
    node: 'arm64',
    bytes: littleEndian(STUB_CODE.arm64.map((word) => ['instruction', 4, word])),
    objdump: ['-m', 'aarch64', '-M', 'no-aliases'],
    column: 'SCMP_ARCH_AARCH64',
    qemu: 'qemu-aarch64-static',
  },
] as const;

const succeeds = (command: string, ...args: readonly string[]) => spawnSync(command, args).status === 0;
const canDisassemble =
  succeeds('objdump', '--version') && /aarch64/.test(spawnSync('objdump', ['-i']).stdout.toString());
const source = readFileSync(new URL('../../../engine/stub/code.ts', import.meta.url), 'utf8');
/** Where the descriptors of the stub begin: behind the first three and the line. */
const BASE = 4;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-stub-code-'));
  for (const { name, node } of PROCESSORS) writeFileSync(join(directory, name), stubExecutable(node), { mode: 0o755 });
});
afterAll(() => rmSync(directory, { recursive: true }));

describe.each(PROCESSORS)('the stub for $name', ({ name, node, bytes, objdump, column, qemu }) => {
  it.skipIf(!canDisassemble)(
    'is the instructions that its comments say (needs: apt-get install binutils-multiarch)',
    () => {
      const file = join(directory, `${name}.code`);
      writeFileSync(file, bytes);
      const { stdout } = spawnSync('objdump', ['-D', '-b', 'binary', ...objdump, file], { encoding: 'utf8' });
      const real = [...stdout.matchAll(/^ *[0-9a-f]+:\t[0-9a-f ]+\t([a-z.]+)/gm)].map(([, mnemonic]) => mnemonic);
      const section = source.slice(source.indexOf(`${name}: [`)).split('\n  ],')[0]!;
      const told = [...section.matchAll(/^ +(?:\[.*\]|0x[0-9a-f]+), \/\/ +([a-z.]+)/gm)].map(
        ([, mnemonic]) => mnemonic,
      );
      expect(told).toEqual(real.map((mnemonic) => ALIASES[mnemonic!] ?? mnemonic));
      expect(told.length).toBeGreaterThan(80);
    },
  );

  const command = process.arch === node ? [] : [qemu];
  it.skipIf(command[0] && !succeeds(command[0], '--version'))(
    'makes the calls that it is sent, and ends with whoever sends them (elsewhere needs: apt-get install qemu-user-static)',
    async () => {
      const words = [...command, join(directory, name), String.fromCharCode(BASE)] as const;
      const child = spawn(words[0]!, words.slice(1), {
        stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'ignore', 'ignore', 'ignore', 'ignore'],
      });
      awaitPipe(child.pid!, BASE + 3);
      const pipes = openPipes(child.pid!, { requests: BASE, replies: BASE + 3 });
      (child.stdio[3] as Duplex).end('.');
      const numbers = syscallNumbers(column)!;
      const steps = [{ call: { ...getpid(), name: 'getppid' }, mayFail: true }, { call: getpid() }];
      const { message, replyLength, rooms } = encodeRequest(steps, (call) => numbers.get(call)!);
      writeAll(pipes.requests, message);
      const results = decodeReply(readAll(pipes.replies, replyLength)!, rooms).map(({ result }) => result);
      expect(results).toEqual([process.pid, child.pid]);
      closeSync(pipes.requests);
      expect(await once(child, 'exit')).toEqual([0, null]);
      closeSync(pipes.replies);
    },
  );
});

/** One instruction, two names for it. */
const ALIASES: Readonly<Record<string, string>> = { 'b.cs': 'b.hs', 'b.cc': 'b.lo' };
