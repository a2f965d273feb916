import { lstatSync, readdirSync, readFileSync } from 'node:fs';

/** A container as its own processes see it, looked at from outside through /proc/<pid>/root: plain data. */
export interface InsideView {
  /** Its first process's own number. */
  readonly pid: number;
  /** Who it is by its own numbers, which the maps of its user namespace give. */
  readonly uid: number;
  readonly gid: number;
  /** The numbers of all processes that it can see. */
  readonly processes: readonly number[];
  /** What lies in its root directory. */
  readonly root: readonly string[];
}

/** What the container of this process sees; undefined where it has ended, or does not let us look. */
export function viewInside(pid: number): InsideView | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const number = (field: string, at: number) => numbersOf(status, field).at(at) ?? -1;
    return {
      pid: number('NSpid', -1),
      uid: idInside(number('Uid', 1), readFileSync(`/proc/${pid}/uid_map`, 'utf8')),
      gid: idInside(number('Gid', 1), readFileSync(`/proc/${pid}/gid_map`, 'utf8')),
      processes: processesIn(`/proc/${pid}/root/proc`),
      root: readdirSync(`/proc/${pid}/root`).toSorted(),
    };
  } catch {
    return undefined;
  }
}

function numbersOf(status: string, field: string): number[] {
  const [, figures = ''] = new RegExp(`^${field}:\\s*(.*)$`, 'm').exec(status) ?? [];
  return figures.split(/\s+/).filter(Boolean).map(Number);
}

/**
 * The id by which the container calls what the host calls `outside`; the kernel's overflow id where it has no name for it.
 *
 * @param map as user_namespaces(7) describes it: `inside outside size` a line
 */
function idInside(outside: number, map: string): number {
  for (const line of map.split('\n')) {
    const [inside, first, size] = line.trim().split(/\s+/).map(Number);
    if (inside === undefined || first === undefined || size === undefined) continue;
    if (outside >= first && outside < first + size) return inside + (outside - first);
  }
  return OVERFLOW_ID;
}

const OVERFLOW_ID = 65534;

/** The image may have a link in that place, which would lead to a directory of the host: that is not looked at. */
function processesIn(directory: string): number[] {
  if (!lstatSync(directory, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(directory)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .toSorted((a, b) => a - b);
}
