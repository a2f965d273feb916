import type { EngineError } from '../../errors.ts';
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

function wrongFormat(path: string, head: Buffer): ExecutableNotRunnable {
  const machine = isElf(head) ? (MACHINES[head.readUInt16LE(18)] ?? `machine ${head.readUInt16LE(18)}`) : undefined;
  const hint = machine
    ? `The program was built for ${machine}, and this machine is ${nodeArchitecture()}. Try --platform linux/${nodeArchitecture()}.`
    : 'It is neither an ELF program nor a script: a script needs #!/bin/sh (or its like) as its first line.';
  return new ExecutableNotRunnable(`exec ${path}: exec format error`, { hint });
}

function nodeArchitecture(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch;
}

function isElf(head: Buffer): boolean {
  return head.length >= 64 && head.toString('latin1', 0, 4) === '\x7fELF';
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
