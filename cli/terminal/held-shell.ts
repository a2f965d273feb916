import { existsSync } from 'node:fs';
import { factOf, hasEnded, outputOf, type Story } from '../../machines/story.ts';
import type { Io } from '../io.ts';
import type { ShellPlan } from './stop-deeds.ts';

/** The namespaces of /proc that nsenter(1) can enter, each with its option. */
const OPTIONS: Readonly<Record<string, string>> = {
  cgroup: '--cgroup',
  ipc: '--ipc',
  net: '--net',
  pid: '--pid',
  user: '--user',
  uts: '--uts',
};

/**
 * A shell in the namespaces of the held process, all but that of its mounts: a program of the host, since images such as
 * hello-world have no shell, and since a shell out of an image would have all of root's power. It gets a /proc of the
 * container's processes; the container's own files are below /proc/1/root.
 *
 * @returns a sentence where there is no process to go to
 */
export function heldShell(story: Story, { env, uid }: Pick<Io, 'env' | 'uid'>): ShellPlan | string {
  if (story.badge !== 'REAL') return 'This run was recorded: its processes are long gone.';
  const pid = outputOf(story, 'startInit')?.pid;
  if (pid === undefined)
    return 'There is no process yet to go to: there is one from when the container is created until its program has ended.';
  if (hasEnded(story, 'awaitExit')) return 'The process has ended: there are no namespaces to go to any more.';
  const own = ownNamespaces(story);
  const enter = own.flatMap((kind) => OPTIONS[kind] ?? []);
  // Whoever enters a user namespace would else become one of its users by setuid(2), which not every map allows.
  const asIs = own.includes('user') ? ['--preserve-credentials'] : [];
  const words = ['nsenter', '--target', String(pid), ...enter, ...asIs, '--', 'unshare', '--mount-proc', '--'];
  return {
    command: onItsOwnTerminal([...words, ...shellOf()]),
    env: {
      PATH: env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin',
      TERM: env.TERM ?? 'dumb',
      ...(env.LANG !== undefined && { LANG: env.LANG }),
      HOME: '/',
      SHELL: '/bin/sh',
      PS1: `[in ${nameOf(story)}] ${uid === 0 ? '#' : '$'} `,
    },
    introduction: [
      `A shell of the host, in the namespaces of process ${pid}: ${own.filter((kind) => OPTIONS[kind]).join(', ')}.`,
      'ps, hostname and ip show what the container has; its files are in /proc/1/root.',
      'It has none of its limits: no cgroup, no filter, no capability taken away. The run waits: exit leads back to it.',
    ],
  };
}

const nameOf = (story: Story) => outputOf(story, 'prepareSnapshot')?.id.slice(0, 12) ?? 'the container';

function ownNamespaces(story: Story): string[] {
  const process = factOf(story, 'process', 'startInit');
  return Object.entries(process?.namespaces ?? {}).flatMap(([kind, { isHosts }]) => (isHosts ? [] : [kind]));
}

function shellOf(): readonly string[] {
  return existsSync('/bin/bash') ? ['/bin/bash', '--noprofile', '--norc', '-i'] : ['/bin/sh', '-i'];
}

/**
 * A shell makes itself the terminal's foreground, and from inside another pid namespace it cannot give that back: it has
 * no number for our process group. So it gets a terminal of its own, which script(1) connects with ours.
 */
function onItsOwnTerminal(words: readonly string[]): readonly [string, ...string[]] {
  return ['script', '--quiet', '--command', words.join(' '), '/dev/null'];
}
