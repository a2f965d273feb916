import { statusOf } from '../../engine/container-status.ts';
import { writableLayerIn } from '../../engine/runtime/root-mount.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { confirmed } from '../confirmed.ts';
import { removeEnded } from '../containers/remove-ended.ts';
import { sizeOfFiles } from '../containers/written-size.ts';
import type { Io } from '../io.ts';
import { readFilters } from '../options/filters.ts';
import { list } from '../options/list-option.ts';
import { pruneFilter } from '../options/prune-filter.ts';
import { withContainers } from './container-command.ts';
import { helpOf, newParser, parse } from './parser.ts';
import { pruneEach } from './prune-each.ts';

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

/** Those of `prune`. */
const FILTERS = ['until', 'label', 'label!'];

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
  const introduction = {
    usage: '[OPTIONS]',
    description: 'Remove all containers that have ended.',
    examples: [['learn-run container prune --filter until=24h', 'only those that were made before yesterday']],
  } as const;
  const parser = newParser('container prune', introduction, io)
    .addOption(list('--filter <name=value>', 'Only some: until=24h, label=a=b, label!=keep'))
    .option('-f, --force', 'Do not ask');
  if (!parse(parser, words)) return 0;
  const { filter, force } = parser.opts<{ filter: readonly string[]; force?: true }>();
  const filters = readFilters(filter, { flag: '--filter', command: 'container prune', names: FILTERS });
  const isWanted = pruneFilter(filters, 'container prune', Date.now());
  if (!force && !(await confirmed('This will remove all stopped containers.', io))) return 0;
  return withContainers(io, async ({ store }) => {
    const ended = store.containers.list().flatMap(({ state }) => (state?.status === 'stopped' ? [state] : []));
    const chosen = ended.filter((state) => ['exited', 'created'].includes(statusOf(state)) && isWanted(state));
    const remove = async ({ id, bundle }: ContainerState) => {
      const size = await sizeOfFiles(writableLayerIn(bundle).upper);
      return (await removeEnded(store, id, { volumes: false })) ? size : undefined;
    };
    return pruneEach(chosen, { what: 'Containers', nameOf: ({ id }) => id, remove }, io);
  });
}
