import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { ExecutableNotFound, ExecutableNotRunnable } from '../errors.ts';

/**
 * The path of the program, as execvp(3) would find it: a name without a slash along PATH.
 *
 * Called as the container's user and inside its root, so that what is found here is what execve will get.
 *
 * @throws ExecutableNotFound, ExecutableNotRunnable in the words that docker's users know
 */
export function findExecutable(name: string, env: readonly string[]): string {
  if (name.includes('/')) return requireRunnable(name);
  const path = env.findLast((entry) => entry.startsWith('PATH='))?.slice('PATH='.length) ?? '';
  const candidates = path.split(':').map((directory) => `${directory || '.'}/${name}`);
  const runnable = candidates.find(isRunnable);
  if (runnable) return runnable;
  const present = candidates.find((candidate) => statOf(candidate)?.isFile());
  if (present) return requireRunnable(present);
  throw new ExecutableNotFound(`exec: ${JSON.stringify(name)}: executable file not found in $PATH`, {
    hint: `The image has no ${name} in ${path || 'an empty PATH'}. Small images often hold one program only and no shell.`,
  });
}

function requireRunnable(path: string): string {
  const stat = statOf(path);
  const exec = `exec: ${JSON.stringify(path)}`;
  if (!stat) {
    throw new ExecutableNotFound(`${exec}: stat ${path}: no such file or directory`, {
      hint: 'The path is looked up inside the image, not on this machine.',
    });
  }
  if (stat.isDirectory()) throw new ExecutableNotRunnable(`${exec}: is a directory`);
  if (!isRunnable(path)) {
    throw new ExecutableNotRunnable(`${exec}: permission denied`, {
      hint: `The file is there, and its mode ${(stat.mode & 0o7777).toString(8).padStart(4, '0')} does not let this user run it.`,
    });
  }
  return path;
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
