import { basename, dirname, join } from 'node:path';
import type { NamespaceType, Spec } from '../../../engine/bundle/runtime-spec.ts';
import type { PlannedCgroup } from '../../../engine/plan/planned-cgroup.ts';
import { shellLine, shellWord } from '../shell.ts';
import type { ScriptStep } from './step.ts';

/** The option of unshare(1) for each kind of namespace; what a user namespace needs more stands elsewhere. */
const UNSHARE: Readonly<Record<NamespaceType, string>> = {
  user: '--user',
  mount: '--mount',
  network: '--net',
  uts: '--uts',
  ipc: '--ipc',
  pid: '--pid',
  cgroup: '--cgroup',
  time: '--time',
};

/** What happens on the host: a cgroup where there are limits, and the namespaces. */
export function outside(spec: Spec, cgroup: PlannedCgroup): ScriptStep[] {
  const limits = cgroup.limiting.map(({ args: [file = '""', value = '""'] }) => ({
    file: unquoted(file),
    value: unquoted(value),
  }));
  const directories = [...new Set(limits.map(({ file }) => dirname(file)))];
  return [
    {
      comment: ['A cgroup: its limits hold for every process that is put into it, and for all their children.'],
      commands: directories.length === 0 ? [] : cgroupCommands(cgroup.version, directories, limits),
    },
    {
      comment: [
        ...(directories.length === 0 ? [] : ['In the cgroup: whoever writes 0 there goes there himself.']),
        'Namespaces of its own. Nobody changes his own process namespace: the first child of the shell that unshare',
        'starts is process 1 of the new one. What is mounted goes with the mount namespace.',
      ],
      commands: [
        'status=0',
        `( ${[
          ...directories.map((directory) => `echo 0 >${shellWord(join(directory, 'cgroup.procs'))} &&`),
          `exec ${shellLine(['unshare', ...namespaceOptions(spec), 'sh', '-c', FIRST_CHILD])} "$self"`,
        ].join('\n  ')} ) || status=$?`,
        'exit "$status"',
      ],
    },
  ];
}

/** Without the exit a shell would become its child, instead of starting it. */
const FIRST_CHILD = 'sh "$0" inside; exit $?';

interface Limit {
  readonly file: string;
  readonly value: string;
}

function cgroupCommands(
  version: PlannedCgroup['version'],
  directories: readonly string[],
  limits: readonly Limit[],
): string[] {
  return [
    ...(version === 'v2' ? directories.map((directory) => enabling(directory, limits)) : []),
    ...directories.map((directory) => `mkdir -p ${shellWord(directory)}`),
    `trap ${shellWord(`rmdir ${shellLine(directories)}`)} EXIT`,
    ...limits.map(({ file, value }) => `echo ${shellWord(value)} >${shellWord(file)}`),
  ];
}

/** A cgroup of the second generation has the controllers that all those above it hand down. */
function enabling(directory: string, limits: readonly Limit[]): string {
  const names = [...new Set(limits.map(({ file }) => basename(file).split('.')[0]!))];
  const above = ancestors(dirname(directory));
  const parents = above.slice(above.indexOf('/sys/fs/cgroup'));
  const hand = `echo ${shellWord(names.map((name) => `+${name}`).join(' '))} >"$above/cgroup.subtree_control"`;
  return `for above in ${shellLine(parents)}; do mkdir -p "$above"; ${hand} 2>/dev/null || :; done`;
}

const ancestors = (path: string): string[] => (path === '/' ? [path] : [...ancestors(dirname(path)), path]);

/** Text that was quoted for people. */
const unquoted = (text: string) => JSON.parse(text) as string;

function namespaceOptions({ linux }: Spec): string[] {
  const own = linux.namespaces.map(({ type }) => UNSHARE[type]);
  if (!linux.namespaces.some(({ type }) => type === 'user')) return own;
  const hasRange = (linux.uidMappings ?? []).length > 1;
  return [...own, '--map-root-user', ...(hasRange ? ['--map-auto'] : [])];
}
