import type { InsideView } from '../../engine/inside-view.ts';
import type { Json } from '../../engine/json.ts';
import type { ProcessView } from '../../engine/runtime/process-view.ts';
import type { OwnView, ProgramFact } from '../../machines/facts.ts';
import { evidenceOf, factOf, hasEnded, type Story } from '../../machines/story.ts';
import { CGROUP_FILES } from './meanings/cgroup-files.ts';
import { CAPABILITIES, NAMESPACES } from './meanings/values.ts';
import { type Pane, paneOf } from './pane.ts';
import { pointerPart } from './pointer.ts';

/** The same process twice: as the host sees it, and as it sees itself. */
export function processPane(story: Story): Pane {
  const host = factOf(story, 'process', 'startInit') ?? undefined;
  const inside = factOf(story, 'inside', 'startInit');
  return paneOf({
    name: 'process',
    title: 'one process, seen from both sides',
    badge: host === undefined ? undefined : story.badge,
    document: host === undefined ? undefined : documentOf(host, inside, story),
    columns: ['on the host', 'in the container'],
    folded: ['/capabilities', '/mounts', '/cgroup files', '/open files', '/environment', '/seccomp filter'],
    meanings: host === undefined ? {} : meaningsFor(host),
    check: host === undefined ? [] : checksOf(story, host),
    nothing: 'There is no process yet: it is made when the container is created.',
  });
}

/** A row with two cells. */
const both = (host: Json, container: Json): Json => ({ host, container });

function documentOf(host: ProcessView, inside: InsideView | undefined, story: Story): Json {
  const own = factOf(story, 'host', 'startInit');
  const program = factOf(story, 'program', 'startContainer');
  const unseen = 'not to be seen';
  return {
    'process id': both(host.pid, inside?.pid ?? unseen),
    user: both(host.uids[0] ?? null, inside?.uid ?? unseen),
    group: both(host.gids[0] ?? null, inside?.gid ?? unseen),
    'sees processes': both(own === undefined ? 'all' : `all ${own.processes}`, inside?.processes.join(' ') ?? unseen),
    'sees in /': both('the files of the host', inside?.root.join(' ') ?? unseen),
    ...programRows(host, program, story),
    namespaces: Object.fromEntries(
      Object.entries(host.namespaces).map(([type, { inode, isHosts }]) => [
        type,
        both(isHosts ? inode : (own?.namespaces[type] ?? 'another'), isHosts ? `${inode}, the same` : inode),
      ]),
    ),
    capabilities: capabilityRows(host, own),
    'no new privileges': both(false, host.noNewPrivileges),
    ...(program?.profile && { 'AppArmor profile': both('', program.profile) }),
    ...(program?.label && { 'SELinux label': both('', program.label) }),
    'user map': host.uidMap.length === 1 && host.uidMap[0] === WHOLE_MAP ? "the host's own" : [...host.uidMap],
    cgroups: both(host.cgroups.map(pathOfCgroup).at(-1) ?? '/', host.namespaces.cgroup?.isHosts ? 'the same' : '/'),
    'cgroup files': shortNames(factOf(story, 'cgroup files', 'startInit')),
    mounts: [...host.mounts],
    'open files': host.openFiles,
    environment: environmentOf(program, story),
    ...(factOf(story, 'seccomp', 'startInit') !== undefined && { 'seccomp filter': factOf(story, 'seccomp')! }),
  };
}

/** The map of a user namespace that maps nothing: the initial one. */
const WHOLE_MAP = '0 0 4294967295';

/** Before execve the process is init; after it, the program. */
function programRows(
  { commandLine, state }: ProcessView,
  program: ProgramFact | undefined,
  story: Story,
): Record<string, Json> {
  const config = factOf(story, 'config.json', 'writeBundle');
  const words = config?.process.args.join(' ') ?? 'the program';
  return {
    'before execve': both(`${wordsOf(commandLine)}  ${state}`, 'init of learn-run, which waits'),
    'after execve': program
      ? both(program.commandLine.join(' '), `the same, from ${program.executable ?? 'a file that is gone'}`)
      : hasEnded(story, 'startContainer')
        ? both('over before it could be looked at', words)
        : both('not yet to be seen', `${words}, when it is started`),
  };
}

/** Without what is no character: init is handed a number as it stands in memory. */
const wordsOf = (words: readonly string[]) =>
  words
    .map((word) => lastName(word.replaceAll(/\p{C}/gu, '')))
    .filter(Boolean)
    .join(' ');

const lastName = (path: string) => path.slice(path.lastIndexOf('/') + 1);

function capabilityRows({ capabilities }: ProcessView, own: OwnView | undefined): Json {
  const { effective = [], bounding = [] } = capabilities;
  return {
    effective: both(own === undefined ? 'ours' : `learn-run has ${own.capabilities}`, `${effective.length} of them`),
    'may ever have': both('', `${bounding.length} of them`),
    names: [...effective],
  };
}

/** The path of `0::/path` and of `9:memory:/path`. */
const pathOfCgroup = (line: string) => line.replace(/^[^:]*:[^:]*:/, '');

/** `memory.max` of `/sys/fs/cgroup/…/memory.max`: the whole paths are among the commands. */
function shortNames(files: Json | undefined): Json {
  if (files === undefined) return 'it has no cgroup of its own';
  return Object.fromEntries(
    Object.entries(files as Record<string, Json>).map(([path, text]) => [lastName(path), text]),
  );
}

/** What execve hands over; and once the program runs, what it was really given. */
function environmentOf(program: ProgramFact | undefined, story: Story): Json {
  if (program?.environment !== undefined) return [...program.environment];
  const config = factOf(story, 'config.json', 'writeBundle');
  return config?.process.env ?? [];
}

function meaningsFor({ namespaces, capabilities }: ProcessView): Record<string, string> {
  const ofNamespaces = Object.keys(namespaces).map((type) => [`/namespaces/${type}`, NAMESPACES[type]]);
  const ofCapabilities = (capabilities.effective ?? []).map((name, at) => [
    `/capabilities/names/${at}`,
    CAPABILITIES[name],
  ]);
  const known = [...ofNamespaces, ...ofCapabilities].filter(([, text]) => text !== undefined);
  return { ...MEANINGS, ...MEANINGS_OF_FILES, ...(Object.fromEntries(known) as Record<string, string>) };
}

const MEANINGS: Readonly<Record<string, string>> = {
  '/process id': 'One process has a number in its own pid namespace, and another one in each above. pid_namespaces(7)',
  '/user': 'One user, by two numbers: the map of the user namespace lies between them. user_namespaces(7)',
  '/group': 'The same for the group.',
  '/sees processes': 'What ps can see: the numbers in /proc.',
  '/sees in ~1': 'What ls / shows.',
  '/before execve': 'It is held here: everything is as the program will have it, and the program has not begun.',
  '/after execve': 'execve keeps the process, its number, its namespaces and its limits, and replaces its code.',
  '/namespaces': "The number is that of the namespace's inode. Two processes with the same number share it.",
  '/capabilities': "The parts of root's power that are left. capabilities(7)",
  '/capabilities/effective': 'What the kernel looks at.',
  '/capabilities/may ever have': 'The bounding set: nothing that it starts can have more.',
  '/no new privileges': 'Whether set-user-ID programs have lost their effect. prctl(2)',
  '/AppArmor profile':
    'What it may do is looked up there too. Root cannot take it off. aa-status lists what is loaded. apparmor(7)',
  '/SELinux label':
    'The policy says what a program with this label may do with files of which label. ps -Z lists them. selinux(8)',
  '/user map': 'Each line: the first user inside, the same user outside, how many follow.',
  '/cgroups': 'Where it is counted and limited. It takes its own cgroup for the root.',
  '/cgroup files': 'What the kernel counts and limits, as files: cat prints the same.',
  '/mounts': 'Where, which kind, how, of what. The host does not see them: they are in another mount namespace.',
  '/open files': 'Its descriptors: 0, 1 and 2 are standard input, output and error.',
  '/environment': 'Everything that the program gets to know as variables. Yours are not among them.',
  '/seccomp filter': 'The program that the kernel runs at each system call, to see whether it is allowed.',
};

const MEANINGS_OF_FILES = Object.fromEntries(
  Object.entries(CGROUP_FILES).map(([name, text]) => [`/cgroup files/${pointerPart(name)}`, text]),
);

function checksOf(story: Story, { pid }: ProcessView): string[] {
  const files = Object.keys((factOf(story, 'cgroup files', 'startInit') ?? {}) as object);
  const said = evidenceOf(story).flatMap(({ step, check }) =>
    ['startInit', 'startContainer'].includes(step) ? check : [],
  );
  return [...said, `cat /proc/${pid}/uid_map`, `cat /proc/${pid}/mountinfo`, ...files.map((file) => `cat ${file}`)];
}
