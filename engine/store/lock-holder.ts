import { readFileSync, type Stats, statSync } from 'node:fs';

/** A process that holds a lock. */
export interface LockHolder {
  readonly pid: number;
  /** Its name as comm(5) has it: `node`. */
  readonly command: string;
}

/**
 * Who holds the flock(2) on the file at `path`: what a person wants to know who has to wait for it.
 * Undefined where nobody does, or where the kernel does not tell: a process of another pid namespace.
 */
export function lockHolderOf(path: string): LockHolder | undefined {
  try {
    const pid = lockingPid(readFileSync('/proc/locks', 'utf8'), statSync(path));
    return pid === undefined ? undefined : { pid, command: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() };
  } catch {
    // The file or the process has gone meanwhile: then there is nobody to name.
    return undefined;
  }
}

/** The pid in the line of a file's flock(2). `locks` is text as proc_locks(5) describes it. */
export function lockingPid(locks: string, { dev, ino }: Pick<Stats, 'dev' | 'ino'>): number | undefined {
  const file = `${hex(majorOf(dev))}:${hex(minorOf(dev))}:${ino}`;
  const lines = locks.split('\n').map((line) => line.trim().split(/ +/));
  const line = lines.find(([, type, , , , where]) => type === 'FLOCK' && where === file);
  const pid = Number(line?.[4]);
  return pid > 0 ? pid : undefined;
}

function hex(number: number): string {
  return number.toString(16).padStart(2, '0');
}

/** How glibc's makedev(3) packs the two, as far as the kernel's own 12 and 20 bits go. */
function majorOf(dev: number): number {
  return (dev >>> 8) & 0xfff;
}

function minorOf(dev: number): number {
  return (dev & 0xff) | ((dev >>> 12) & 0xfff00);
}
