import { statusOf } from '../../engine/container-status.ts';
import { confirmed } from '../confirmed.ts';
import type { Io } from '../io.ts';
import { withContainers } from './container-command.ts';
import { helpOf, newParser, parse } from './parser.ts';

const USAGE = {
  usage: 'ls|rm|inspect|logs|stop|… |prune',
  description: 'Look after containers: the same commands with a word in front, and prune.',
  examples: [
    ['learn-run container prune', 'remove all that have ended'],
    ['learn-run container ls -a', 'learn-run ps -a'],
  ],
} as const;

/** Docker's other names. */
const ALIASES: Readonly<Record<string, string>> = { ls: 'ps', list: 'ps', remove: 'rm' };

const SAME =
  'run ps rm inspect logs attach start restart stop kill wait top stats port exec pause unpause rename diff'.split(' ');

/** `learn-run container`: docker's second name for each of these commands. */
export async function container([name, ...words]: readonly string[], io: Io): Promise<number> {
  if (name === 'prune') return prune(words, io);
  const command = ALIASES[name ?? ''] ?? name ?? '';
  // The other inspect is about recorded runs.
  if (command === 'inspect') return (await import('./inspect-objects.ts')).inspectObjects(words, io, 'container');
  if (SAME.includes(command)) return (await import('../main.ts')).main([command, ...words], io);
  return helpOf('container', USAGE, name, io);
}

async function prune(words: readonly string[], io: Io): Promise<number> {
  const introduction = { usage: '[OPTIONS]', description: 'Remove all containers that have ended.', examples: [] };
  const parser = newParser('container prune', introduction, io).option('-f, --force', 'Do not ask');
  if (!parse(parser, words)) return 0;
  const { force } = parser.opts<{ force?: true }>();
  if (!force && !(await confirmed('This will remove all stopped containers.', io))) return 0;
  return withContainers(io, async ({ store: { containers } }) => {
    const ended = containers.list().flatMap(({ state }) => (state?.status === 'stopped' ? [state] : []));
    const gone = ended.filter((state) => ['exited', 'created'].includes(statusOf(state)));
    for (const { id } of gone) await containers.remove(id);
    if (gone.length > 0) io.stdout.write(`Deleted Containers:\n${gone.map(({ id }) => `${id}\n`).join('')}`);
    return 0;
  });
}
