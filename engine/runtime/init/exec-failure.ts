import type { EngineError } from '../../errors.ts';
import { hostPlatform } from '../../image/platform.ts';
import type { Caller } from '../../stub/call.ts';
import { close, read } from '../../stub/calls/descriptors.ts';
import { open } from '../../stub/calls/files.ts';
import { ExecutableNotFound, ExecutableNotRunnable } from '../errors.ts';

/** The e_machine numbers of ELF headers, for the platforms that images are built for. */
const MACHINES: Readonly<Record<number, string>> = {
  3: '386',
  8: 'mips',
  20: 'ppc',
  21: 'ppc64le',
  22: 's390x',
  40: 'arm',
  62: 'amd64',
  183: 'arm64',
  243: 'riscv64',
  258: 'loong64',
};

const ELF = Buffer.from('\x7fELF', 'latin1');

/** Why execve(2) refused a file that is there and may be run: the kernel's one word, and what the file's first bytes add to it. */
export async function explainExecFailure(
  init: Caller,
  path: string,
  error: { code?: string; message: string },
): Promise<EngineError> {
  const head = await firstBytes(init, path);
  if (error.code === 'ENOENT') return missingInterpreter(path, head);
  if (error.code === 'ENOEXEC') return wrongFormat(path, head);
  const reason = { EACCES: 'permission denied', E2BIG: 'argument list too long' }[error.code ?? ''] ?? error.message;
  return new ExecutableNotRunnable(`exec ${path}: ${reason}`);
}

/** A file that is there, and ENOENT: what is missing is the program that should read it. */
function missingInterpreter(path: string, head: Buffer): ExecutableNotFound {
  const script = /^#![ \t]*([^\n]*)/.exec(head.toString('latin1'))?.[1];
  if (script?.endsWith('\r')) {
    return new ExecutableNotFound(`exec ${path}: no such file or directory`, {
      hint: `Its first line ends in a carriage return, so the kernel looks for ${JSON.stringify(script.split(' ')[0])}. Save the script with Unix line ends.`,
    });
  }
  const interpreter = script?.split(/[ \t]/)[0] ?? elfInterpreter(head);
  return new ExecutableNotFound(`exec ${path}: no such file or directory`, {
    hint: `The file is there; its interpreter ${interpreter ?? '(unknown)'} is not in the image.`,
  });
}

const wrongFormat = (path: string, head: Buffer) =>
  new ExecutableNotRunnable(`exec ${path}: exec format error`, { hint: formatHint(head) });

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

function formatHint(head: Buffer): string {
  if (isElf(head)) return elfHint(head);
  if (head.length === 0) return 'The file is empty.';
  if (head.subarray(0, 4).equals(ELF)) return 'It begins as an ELF program does, and is cut off.';
  if (head.subarray(0, 3).equals(MARK)) {
    return 'It begins with a byte order mark (EF BB BF), so the kernel does not see its #!. Save it as UTF-8 without one.';
  }
  return 'It is neither an ELF program nor a script: a script needs #!/bin/sh (or its like) as its first line.';
}

function elfHint(head: Buffer): string {
  const machine = machineOf(head);
  const own = nodeArchitecture();
  if (machine === own)
    return 'It is an ELF file for this machine, and none that can run: cut off, damaged, or a part of a program.';
  return `The program was built for ${machine}, and this machine is ${own}. Try --platform linux/${own}.`;
}

/** In the byte order that the file says it has. @see elf(5) EI_DATA */
function machineOf(head: Buffer): string {
  const number = head[5] === 2 ? head.readUInt16BE(18) : head.readUInt16LE(18);
  return MACHINES[number] ?? `machine ${number}`;
}

function nodeArchitecture(): string {
  return hostPlatform(process.arch).architecture;
}

function isElf(head: Buffer): boolean {
  return head.length >= 64 && head.subarray(0, 4).equals(ELF);
}

const PT_INTERP = 3;

/** The dynamic loader that a 64-bit ELF program names, where it lies within the bytes at hand. @see elf(5) */
function elfInterpreter(head: Buffer): string | undefined {
  if (!isElf(head)) return undefined;
  const [table, size, count] = [Number(head.readBigUInt64LE(32)), head.readUInt16LE(54), head.readUInt16LE(56)];
  for (let at = table; at < table + size * count && at + 56 <= head.length; at += size) {
    if (head.readUInt32LE(at) !== PT_INTERP) continue;
    const offset = Number(head.readBigUInt64LE(at + 8));
    const length = Number(head.readBigUInt64LE(at + 32));
    return head.toString('latin1', offset, offset + length).replace(/\0.*$/, '') || undefined;
  }
  return undefined;
}

async function firstBytes(init: Caller, path: string): Promise<Buffer> {
  try {
    const fd = await init.call(open(path));
    const [head] = await init.callAll([read(fd, 4096), close(fd)]);
    return head;
  } catch {
    return Buffer.alloc(0);
  }
}
