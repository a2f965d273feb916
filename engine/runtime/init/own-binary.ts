import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { ExecutableNotRunnable } from '../errors.ts';

/** As many scripts as the kernel lets interpret each other, execve(2). */
const MOST_INTERPRETERS = 5;
/** The kernel reads no more than this of a script's first line. */
const SCRIPT_HEAD = 256;

/** Which file this process runs from: the host's Node. To be asked before the root changes. */
export function ownBinary(): string {
  return identityOf('/proc/self/exe')!;
}

/**
 * Refuses a program that is our own Node under another name: `/proc/self/exe`, a link to it, or a script that names it
 * as its interpreter. Run inside the container, it would be the host's file in the hands of the image's libraries, which
 * could open it for writing through /proc/<pid>/exe (CVE-2019-5736).
 *
 * @param own what `ownBinary` gave
 */
export function refuseOwnBinary(executable: string, own: string): void {
  let path: string | undefined = executable;
  for (let depth = 0; path !== undefined && depth <= MOST_INTERPRETERS; depth++) {
    if (identityOf(path) === own) {
      throw new ExecutableNotRunnable(`exec: ${JSON.stringify(executable)}: permission denied`, {
        hint: 'It is the program that learn-run itself runs from, which is not handed to a container (CVE-2019-5736).',
      });
    }
    path = interpreterOf(path);
  }
}

/** The interpreter that a script names in its first line; undefined where the file is no script. */
function interpreterOf(path: string): string | undefined {
  const head = Buffer.alloc(SCRIPT_HEAD);
  try {
    const fd = openSync(path, 'r');
    const length = readSync(fd, head);
    closeSync(fd);
    return /^#![ \t]*([^ \t\n\0]+)/.exec(head.toString('latin1', 0, length))?.[1];
  } catch {
    // A program may be there to be run and not to be read: then the kernel reads no first line for us either.
    return undefined;
  }
}

function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
