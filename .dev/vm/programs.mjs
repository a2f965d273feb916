import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cannotBeMade } from './cannot-be-made.mjs';

// Ordinary users often have no sbin in their PATH.
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

/** Absolute path of the program of this machine; undefined where it has none. */
export function findProgram(name) {
  return PATH.split(':')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Runs a program to its end and gives back its stdout; without it there is no machine. */
export function sh(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, PATH, LC_ALL: 'C' },
    ...options,
  });
  if (status === 0) return stdout;
  return cannotBeMade(`${command} ${args.join(' ')} failed`, error?.message ?? `${stderr}${stdout}`.slice(-4000));
}
