import { constants } from 'node:fs';
import { dirname } from 'node:path';
import type { Caller } from '../../stub/call.ts';
import { access } from '../../stub/calls/files.ts';
import { type FileStatus, stat, typeOf } from '../../stub/calls/stat.ts';
import { SyscallError } from '../../syscall/errors.ts';
import { ExecutableNotFound, ExecutableNotRunnable } from '../errors.ts';
import { linkTarget } from './interpreter.ts';
import { modeHint } from './mode-hint.ts';

/**
 * The path of the program, as execvp(3) would find it: a name without a slash along PATH.
 *
 * Called as the container's user and inside its root, so that what is found here is what execve will get.
 *
 * @throws ExecutableNotFound, ExecutableNotRunnable in the words that docker's users know
 */
export async function findExecutable(init: Caller, name: string, env: readonly string[]): Promise<string> {
  if (name.includes('/')) return requireRunnable(init, name);
  const path = env.findLast((entry) => entry.startsWith('PATH='))?.slice('PATH='.length) ?? '';
  const candidates = path.split(':').map((directory) => `${directory || '.'}/${name}`);
  const found = await init.tryAll(candidates.map(stat));
  const files = candidates.flatMap((file, index) => {
    const status = found[index]!;
    return status instanceof Error || typeOf(status) !== 'file' ? [] : [{ file, status }];
  });
  for (const { file, status } of files) if (await isRunnable(init, file, status)) return file;
  if (files[0] !== undefined) return requireRunnable(init, files[0].file);
  throw new ExecutableNotFound(`exec: ${JSON.stringify(name)}: executable file not found in $PATH`, {
    hint: slipHint(name) ?? (await obstacleHint(init, candidates, found)) ?? missingHint(name, path),
  });
}

/** What was written in the place of a program's name and cannot be one. */
function slipHint(name: string): string | undefined {
  if (name === '')
    return 'The name of the program is empty. A variable of the shell that is not set, between quotes, is such a word.';
  if (/\s/.test(name))
    return `This is one word with a blank in it: without the quotes ${name.trim().split(/\s/)[0]} is the program, and the rest its arguments.`;
  if (name.startsWith('-'))
    return `What stands behind the image, or behind the container for exec, is the program with its arguments: an option like ${name} goes in front of it.`;
  return undefined;
}

/** What bears the name in PATH, or may bear it, and is no program: the first of it. */
async function obstacleHint(
  init: Caller,
  candidates: readonly string[],
  found: readonly (FileStatus | SyscallError)[],
): Promise<string | undefined> {
  for (const [index, file] of candidates.entries()) {
    const hint = await oneObstacle(init, file, found[index]!);
    if (hint !== undefined) return hint;
  }
  return undefined;
}

async function oneObstacle(init: Caller, file: string, found: FileStatus | SyscallError): Promise<string | undefined> {
  if (!(found instanceof Error)) return `${file} is ${typeOf(found) === 'directory' ? 'a directory' : 'no file'}.`;
  if (found.code === 'ELOOP') return `The link ${file} leads back to itself.`;
  if (found.code === 'EACCES') return `This user may not look into ${dirname(file)}, which PATH names.`;
  return danglingHint(init, file, file);
}

function missingHint(name: string, path: string): string {
  return `The image has no ${name} in ${path || 'an empty PATH'}. Small images often hold one program only and no shell.`;
}

async function requireRunnable(init: Caller, path: string): Promise<string> {
  const [status, own] = await init.tryAll([stat(path), stat('/proc/self/exe')]);
  const exec = `exec: ${JSON.stringify(path)}`;
  if (status === undefined || status instanceof Error) throw await unreachable(init, path, status?.code);
  // EACCES is what execve(2) says of it, and what callers look for.
  if (typeOf(status) === 'directory') throw new ExecutableNotRunnable(`${exec}: is a directory: permission denied`);
  if (isSame(status, own)) throw new ExecutableNotRunnable(`${exec}: permission denied`, { hint: OWN_HINT });
  if (typeOf(status) === 'file' && (await isRunnable(init, path, status))) return path;
  throw new ExecutableNotRunnable(`${exec}: permission denied`, { hint: modeHint(status) });
}

const OWN_HINT = 'It is what the container is made by, which has nothing to do any more.';

/** Whether the program is init's own, by whatever name: sealed, so that nothing could be done with it, but of no use. */
function isSame(status: FileStatus, own: FileStatus | Error | undefined): boolean {
  if (own === undefined || own instanceof Error) return false;
  return status.inode === own.inode && status.fileSystem === own.fileSystem;
}

async function unreachable(init: Caller, path: string, code: string | undefined) {
  const exec = `exec: ${JSON.stringify(path)}`;
  if (code === 'EACCES') {
    const hint = 'A directory on the way to it may not be entered by this user.';
    return new ExecutableNotRunnable(`${exec}: permission denied`, { hint });
  }
  if (code === 'ELOOP') {
    const hint = 'A link on the way to it leads back to itself.';
    return new ExecutableNotFound(`${exec}: stat ${path}: too many levels of symbolic links`, { hint });
  }
  const hint = (await danglingHint(init, path, 'It')) ?? 'The path is looked up inside the image, not on this machine.';
  return new ExecutableNotFound(`${exec}: stat ${path}: no such file or directory`, { hint });
}

/** What is missing may be what a link leads to, while the link is there for everybody to see. */
async function danglingHint(init: Caller, path: string, subject: string): Promise<string | undefined> {
  const target = await linkTarget(init, path);
  return target && `${subject} is a link to ${JSON.stringify(target)}, and that is not in the image.`;
}

/** A filter that is older than faccessat2(2) refuses it with EPERM: then the mode has to do, and execve has the last word. */
async function isRunnable(init: Caller, path: string, { mode }: FileStatus): Promise<boolean> {
  const [refusal] = await init.tryAll([access(path, constants.X_OK)]);
  if (!(refusal instanceof SyscallError)) return true;
  return ['EPERM', 'ENOSYS'].includes(refusal.code) && (mode & 0o111) !== 0;
}
