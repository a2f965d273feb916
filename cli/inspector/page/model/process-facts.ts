import type { InsideView } from '../../../../engine/inside-view.ts';
import type { ProcessView } from '../../../../engine/runtime/process-view.ts';
import type { OwnView } from '../../../../machines/facts.ts';
import { NAMESPACES } from '../../../panes/meanings/values.ts';
import type { Chronicle, Fact, Moment } from './chronicle.ts';
import { lookup } from './lookup.ts';

/** One thing about a process, as its host sees it and as it sees itself. */
export interface TwoViews {
  readonly what: string;
  readonly host: string;
  readonly inside: string;
  /** Why the two are different, or the same. */
  readonly why: string;
}

/** The process as it was seen last; undefined where none was. */
export function processAt(
  chronicle: Chronicle,
  moment: Moment,
): { readonly view: ProcessView; readonly fact: Fact } | undefined {
  const fact = chronicle.fact('process', moment);
  const view = fact?.value as unknown as ProcessView | null | undefined;
  return fact === undefined || !view ? undefined : { view, fact };
}

/** What else is known of the process: how it sees itself, and what its host is like. */
export interface Surroundings {
  readonly hostname: string | undefined;
  readonly inside: InsideView | undefined;
  readonly host: OwnView | undefined;
}

/** What the process is called outside and inside, and what it sees. */
export function twoViews(view: ProcessView, surroundings: Surroundings): TwoViews[] {
  return [...namesOf(view, surroundings), ...sightsOf(surroundings)];
}

function namesOf(view: ProcessView, { hostname, inside }: Surroundings): TwoViews[] {
  const { pids, uids, gids, uidMap, namespaces, cgroups } = view;
  const hasOwn = (type: string) => lookup(namespaces, type)?.isHosts === false;
  const [uid = 0, gid = 0] = [uids[1], gids[1]];
  const innerUid = inside?.uid ?? mapped(uid, uidMap);
  return [
    {
      what: 'process id',
      host: String(pids[0] ?? view.pid),
      inside: String(inside?.pid ?? pids.at(-1) ?? view.pid),
      why: hasOwn('pid')
        ? 'In its own pid namespace it is the first process; in each one above it has another number.'
        : 'It shares the pid namespace of its host.',
    },
    {
      what: 'user id',
      host: String(uid),
      inside: innerUid === undefined ? 'none (65534)' : String(innerUid),
      why: hasOwn('user')
        ? `Its user namespace maps ids: ${uidMap.join('; ')} (inside, outside, how many).`
        : 'No user namespace of its own: an id means the same inside and outside.',
    },
    {
      what: 'group id',
      host: String(gid),
      inside: String(inside?.gid ?? (hasOwn('user') ? 'as the map of its namespace says' : gid)),
      why: 'Groups are mapped as users are.',
    },
    {
      what: 'host name',
      host: 'that of the host',
      inside: hostname ?? 'that of the host',
      why: hasOwn('uts') ? 'Its uts namespace has a name of its own.' : 'It shares the uts namespace of its host.',
    },
    {
      what: 'cgroup',
      host: [...new Set(cgroups.map((line) => line.replace(/^\d+:[^:]*:/, '')))].join(' ') || '/',
      inside: hasOwn('cgroup') ? '/' : 'the same',
      why: hasOwn('cgroup')
        ? 'Its cgroup namespace shows the cgroup that it was made in as the root.'
        : 'It shares the cgroup namespace of its host.',
    },
    {
      what: 'command',
      host: commandOf(view),
      inside: commandOf(view),
      why: 'The same program, whoever looks.',
    },
  ];
}

/** Without what is no word: init is handed a number as it stands in memory. */
const commandOf = ({ commandLine }: ProcessView) =>
  commandLine.filter((word) => /[^\p{Cc}\p{Cf}]/u.test(word)).join(' ');

/** What the process sees of the machine; nothing where nobody has looked from inside. */
function sightsOf({ inside, host }: Surroundings): TwoViews[] {
  if (inside === undefined) return [];
  return [
    {
      what: 'processes',
      host: host === undefined ? 'all' : `all ${host.processes}`,
      inside: inside.processes.join(' '),
      why: 'What ps can see: the numbers in /proc.',
    },
    { what: 'ls /', host: 'the files of the host', inside: inside.root.join(' '), why: 'Its root is another one.' },
  ];
}

/** The id inside, from lines of uid_map: `inside outside count`. @see user_namespaces(7) */
function mapped(outside: number, map: readonly string[]): number | undefined {
  for (const line of map) {
    const [inner = 0, outer = 0, count = 0] = line.split(/\s+/).map(Number);
    if (outside >= outer && outside < outer + count) return inner + outside - outer;
  }
  return undefined;
}

/** One kind of namespace: whether the process has one of its own, and what that means. */
export interface NamespaceFact {
  readonly type: string;
  readonly flag: string;
  readonly inode: string;
  /** The number of the host's; undefined where nobody has looked. */
  readonly hosts: string | undefined;
  readonly isOwn: boolean;
  readonly holds: string;
}

/** @see namespaces(7) */
const FLAGS: Readonly<Record<string, string>> = {
  mnt: 'CLONE_NEWNS',
  pid: 'CLONE_NEWPID',
  net: 'CLONE_NEWNET',
  uts: 'CLONE_NEWUTS',
  ipc: 'CLONE_NEWIPC',
  cgroup: 'CLONE_NEWCGROUP',
  user: 'CLONE_NEWUSER',
  time: 'CLONE_NEWTIME',
};

export function namespacesOf({ namespaces }: ProcessView, host: OwnView | undefined): NamespaceFact[] {
  return Object.entries(namespaces).map(([type, { inode, isHosts }]) => {
    const [flag = '', holds = ''] = [lookup(FLAGS, type), lookup(NAMESPACES, type)];
    const hosts = isHosts ? inode : lookup(host?.namespaces ?? {}, type);
    return { type, flag, inode, hosts, isOwn: !isHosts, holds };
  });
}

/** One mount: where, of which kind, how. */
export interface MountFact {
  readonly target: string;
  readonly type: string;
  readonly options: readonly string[];
  readonly source: string;
  /** What it is there for. */
  readonly purpose: string;
}

/**
 * `target type options source`, as the evidence has them, from the root down: the kernel lists them in the order in which
 * they were made, which may begin with a hidden path.
 */
export function mountsOf({ mounts }: ProcessView): MountFact[] {
  const facts = mounts.map((line) => {
    const [target = '', type = '', options = '', source = ''] = line.split(' ');
    return { target, type, options: options.split(','), source, purpose: purposeOf(target, type, options) };
  });
  return facts.sort((one, other) => (one.target < other.target ? -1 : Number(one.target > other.target)));
}

function purposeOf(target: string, type: string, options: string): string {
  if (target === '/') return 'the root: layers below, one writable directory on top';
  const known = lookup(PURPOSES, target);
  if (known !== undefined) return known;
  if (target.startsWith('/proc/') && type === 'tmpfs')
    return 'hidden: an empty file system over something that is nobody’s business';
  if (target.startsWith('/proc/') && type === 'devtmpfs')
    return 'hidden: /dev/null over something that is nobody’s business';
  if (target.startsWith('/proc/'))
    return options.startsWith('ro') ? 'a part of /proc that can only be read' : 'a part of /proc';
  if (target.startsWith('/sys/')) return 'a part of /sys that is hidden';
  if (target.startsWith('/etc/')) return 'made for this container, and mounted over what the image has';
  return target.startsWith('/dev/') ? 'a device of the host that every program may use' : '';
}

const PURPOSES: Readonly<Record<string, string>> = {
  '/proc': 'the kernel’s view of the processes in here',
  '/dev': 'a small file system for devices, in memory',
  '/dev/pts': 'terminals of its own',
  '/dev/shm': 'shared memory of its own',
  '/dev/mqueue': 'message queues of its own',
  '/sys': 'the kernel’s view of devices, to be read only',
  '/sys/fs/cgroup': 'its cgroup, to be read only',
  '/etc/resolv.conf': 'whom to ask for names, written for this container',
  '/etc/hostname': 'its host name, written for this container',
  '/etc/hosts': 'names and addresses, written for this container',
};
