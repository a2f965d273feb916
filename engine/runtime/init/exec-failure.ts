import { beginsAsElf, ELF_HEADER_BYTES } from '../../elf/program-headers.ts';
import type { EngineError } from '../../errors.ts';
import { hostPlatform } from '../../image/platform.ts';
import type { Caller } from '../../stub/call.ts';
import { stat, typeOf } from '../../stub/calls/stat.ts';
import { ExecutableNotFound, ExecutableNotRunnable } from '../errors.ts';
import { headOf, interpreterOf, linkTarget, scriptLine } from './interpreter.ts';
import { modeHint } from './mode-hint.ts';

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

/** Why execve(2) refused a file that is there and may be run: the kernel's one word, and what the file itself adds to it. */
export async function explainExecFailure(
  init: Caller,
  path: string,
  error: { code?: string; message: string },
): Promise<EngineError> {
  if (error.code === 'ENOENT') {
    const hint = await missingHint(init, path);
    return new ExecutableNotFound(`exec ${path}: no such file or directory`, { hint });
  }
  if (error.code === 'ENOEXEC') return wrongFormat(path, await headOf(init, path));
  const reason = { EACCES: 'permission denied', E2BIG: 'argument list too long' }[error.code ?? ''] ?? error.message;
  const hint = error.code === 'EACCES' ? await forbiddenHint(init, path) : '';
  return new ExecutableNotRunnable(`exec ${path}: ${reason}`, { hint });
}

/** A file that is there, and ENOENT: what is missing is the program that should read it. */
async function missingHint(init: Caller, path: string): Promise<string> {
  const script = scriptLine((await headOf(init, path)) ?? Buffer.alloc(0));
  if (script?.endsWith('\r')) {
    return `Its first line ends in a carriage return, so the kernel looks for ${JSON.stringify(script.split(' ')[0])}. Save the script with Unix line ends.`;
  }
  const interpreter = await interpreterOf(init, path);
  if (interpreter === undefined) return 'The file is there; its interpreter (unknown) is not in the image.';
  return `The file is there; its interpreter ${interpreter} ${await whatIsMissing(init, interpreter, MOST_INTERPRETERS)}`;
}

/** As many as the kernel follows from a script to a program. @see execve(2) */
const MOST_INTERPRETERS = 5;

/** An interpreter may be a link, or want an interpreter of its own, and so on. */
async function whatIsMissing(init: Caller, interpreter: string, left: number): Promise<string> {
  const [status] = await init.tryAll([stat(interpreter)]);
  if (status !== undefined && !(status instanceof Error)) {
    const next = left > 0 ? await interpreterOf(init, interpreter) : undefined;
    if (next === undefined) return 'is there, and something that it needs is not.';
    return `is there, whose interpreter ${next} ${await whatIsMissing(init, next, left - 1)}`;
  }
  const target = await linkTarget(init, interpreter);
  return target === undefined
    ? 'is not in the image.'
    : `is a link to ${JSON.stringify(target)}, and that is not in the image.`;
}

/** A file that may be run, and EACCES: it is the interpreter that may not. */
async function forbiddenHint(init: Caller, path: string): Promise<string> {
  const interpreter = await interpreterOf(init, path);
  if (interpreter === undefined) return '';
  const [status] = await init.tryAll([stat(interpreter)]);
  if (status === undefined || status instanceof Error)
    return `Its interpreter ${interpreter} is out of reach of this user.`;
  if (typeOf(status) === 'directory') return `Its interpreter ${interpreter} is a directory.`;
  return `Its interpreter is ${interpreter}. ${modeHint(status)}`;
}

const wrongFormat = (path: string, head: Buffer | undefined) =>
  new ExecutableNotRunnable(`exec ${path}: exec format error`, { hint: formatHint(head) });

const NO_PROGRAM =
  'It is neither an ELF program nor a script: a script needs #!/bin/sh (or its like) as its first line.';
/** First bytes, in hexadecimal, of what is often taken for a program of this machine, and what to say of it. */
const STRANGERS: readonly (readonly [start: string, hint: string])[] = [
  [
    'efbbbf',
    'It begins with a byte order mark (EF BB BF), so the kernel does not see its #!. Save it as UTF-8 without one.',
  ],
  ['4d5a', 'It is a program for Windows. Build it for linux.'],
  ['cffaedfe', 'It is a program for macOS. Build it for linux (go: GOOS=linux).'],
  ['cafebabe', 'It is a program for macOS, or a class of Java.'],
];

function formatHint(head: Buffer | undefined): string {
  if (head === undefined) return 'This user may run the file and not read it.';
  if (head.length === 0) return 'The file is empty.';
  if (beginsAsElf(head)) return elfHint(head);
  const stranger = STRANGERS.find(([start]) => head.toString('hex').startsWith(start));
  return stranger?.[1] ?? NO_PROGRAM;
}

function elfHint(head: Buffer): string {
  if (head.length < ELF_HEADER_BYTES) return 'It begins as an ELF program does, and is cut off.';
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
