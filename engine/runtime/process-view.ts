import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { namesOfMask } from '../bundle/capabilities.ts';

/** A process as the host's kernel shows it: plain data, read from /proc/<pid>. @see proc(5) */
export interface ProcessView {
  readonly pid: number;
  /** Its number in each pid namespace it is in, from this one inwards. */
  readonly pids: readonly number[];
  readonly commandLine: readonly string[];
  /** `S (sleeping)` */
  readonly state: string;
  /** Real, effective, saved and file-system ids, as the host numbers them. */
  readonly uids: readonly number[];
  readonly gids: readonly number[];
  readonly uidMap: readonly string[];
  readonly capabilities: Readonly<Record<string, readonly string[]>>;
  readonly noNewPrivileges: boolean;
  /** Each namespace with its inode number, and whether it is the one of this process. */
  readonly namespaces: Readonly<Record<string, { readonly inode: string; readonly isHosts: boolean }>>;
  readonly cgroups: readonly string[];
  readonly openFiles: Readonly<Record<string, string>>;
  /** One line a mount: target, type, options, source. */
  readonly mounts: readonly string[];
}

/** What the kernel shows of the process; undefined where it has ended meanwhile. */
export function viewProcess(pid: number): ProcessView | undefined {
  try {
    return readView(pid);
  } catch (error) {
    // EINVAL: mountinfo of one that has left its namespaces, and is on its way out.
    if (['ENOENT', 'ESRCH', 'EACCES', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function readView(pid: number): ProcessView {
  const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
  const status = fieldsOf(read('status'));
  return {
    pid,
    pids: numbers(status.NSpid),
    commandLine: read('cmdline').split('\0').slice(0, -1),
    state: status.State ?? '',
    uids: numbers(status.Uid),
    gids: numbers(status.Gid),
    uidMap: lines(read('uid_map')).map((line) => line.trim().replace(/\s+/g, ' ')),
    capabilities: capabilitiesOf(status),
    noNewPrivileges: status.NoNewPrivs === '1',
    namespaces: namespacesOf(pid),
    cgroups: lines(read('cgroup')),
    openFiles: openFilesOf(pid),
    mounts: lines(read('mountinfo')).map(mountLine),
  };
}

function fieldsOf(status: string): Record<string, string> {
  return Object.fromEntries(lines(status).map((line) => line.split(/:\s*/, 2) as [string, string]));
}

function numbers(text = ''): number[] {
  return text.split(/\s+/).filter(Boolean).map(Number);
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}

const SETS = { bounding: 'CapBnd', permitted: 'CapPrm', effective: 'CapEff', inheritable: 'CapInh', ambient: 'CapAmb' };

function capabilitiesOf(status: Record<string, string>): Record<string, string[]> {
  const names = (field: string) => namesOfMask(BigInt(`0x${status[field] ?? '0'}`));
  return Object.fromEntries(Object.entries(SETS).map(([set, field]) => [set, names(field)]));
}

function namespacesOf(pid: number): ProcessView['namespaces'] {
  const types = readdirSync('/proc/self/ns').filter((type) => !type.endsWith('_for_children'));
  return Object.fromEntries(
    types.map((type) => {
      const inode = readlinkSync(`/proc/${pid}/ns/${type}`).replace(/^.*\[(\d+)\]$/, '$1');
      return [type, { inode, isHosts: readlinkSync(`/proc/self/ns/${type}`).includes(`[${inode}]`) }];
    }),
  );
}

function openFilesOf(pid: number): Record<string, string> {
  const names = readdirSync(`/proc/${pid}/fd`);
  return Object.fromEntries(names.flatMap((name) => linkOf(`/proc/${pid}/fd/${name}`, name)));
}

/** A descriptor may be closed between the listing and the look. */
function linkOf(path: string, name: string): [string, string][] {
  try {
    return [[name, readlinkSync(path)]];
  } catch {
    return [];
  }
}

/** `/proc proc rw,nosuid proc`: of a line of mountinfo what a person reads first. @see proc_pid_mountinfo(5) */
function mountLine(line: string): string {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , , target, options] = before.split(' ');
  const [type, source] = after.split(' ');
  return `${target} ${type} ${options} ${source}`;
}
