import { closeSync, constants, openSync, readFileSync, writeFile, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CgroupRefused } from './errors.ts';

/** One value to be written to one file of a cgroup. */
export interface Setting {
  /** Name of the file: `memory.max`. Its first word is the controller. */
  readonly file: string;
  readonly value: string;
  /** True where nobody has asked for just this: it is passed over where the kernel lacks the file or what is behind it. */
  readonly isOptional?: boolean;
  /** True where the kernel may take it only after the next one: a shorter period while an old quota still holds. */
  readonly isTriedAgain?: boolean;
  /** What other kernels have in its place, the first that is there. */
  readonly alternatives?: readonly { readonly file: string; readonly value: string }[];
}

/** Moves the process with all its threads into the cgroup of this directory. @throws CgroupRefused */
export async function writePid(directory: string, pid: number): Promise<void> {
  const file = join(directory, 'cgroup.procs');
  try {
    await promisify(writeFile)(file, String(pid), { flag: 'r+' });
  } catch (error) {
    throw new CgroupRefused(file, String(pid), error as NodeJS.ErrnoException);
  }
}

/** Writes the file in one call, as the kernel wants it. @throws CgroupRefused */
export function writeControl(file: string, value: string): void {
  try {
    // Not created: a file that the kernel does not offer is a controller that is not there. And opened for writing
    // alone: an ordinary user may not read `cgroup.kill`.
    const fd = openSync(file, constants.O_WRONLY);
    try {
      writeSync(fd, value);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw new CgroupRefused(file, value, error as NodeJS.ErrnoException);
  }
}

/** The text of the file without its last newline; undefined where the kernel does not have it, or the cgroup is gone. */
export function readControl(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    if (['ENOENT', 'ENODEV', 'EOPNOTSUPP'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** A file with one number; undefined for `max`, and for the number with which v1 says the same. */
export function numberIn(file: string): number | undefined {
  const text = readControl(file);
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= UNLIMITED_V1 ? undefined : value;
}

/** The largest multiple of a page that a 63-bit counter holds is v1's "no limit"; no machine has a petabyte either. */
const UNLIMITED_V1 = 2 ** 62;

/** The numbers of a file with one `name value` a line: `oom_kill 1`. */
export function figuresIn(file: string): Readonly<Record<string, number>> {
  const lines = (readControl(file) ?? '').split('\n');
  return Object.fromEntries(
    lines.flatMap((line): [string, number][] => {
      const match = /^(\S+)\s+(\d+)$/.exec(line);
      return match ? [[match[1]!, Number(match[2])]] : [];
    }),
  );
}

/** The pids in a cgroup.procs. */
export function pidsIn(file: string): number[] {
  return (readControl(file) ?? '').split('\n').filter(Boolean).map(Number);
}
