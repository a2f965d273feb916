import type { Store } from '../../engine/store/store.ts';
import type { Volume } from '../../engine/store/volumes.ts';
import { isVolumeUsed } from '../../engine/volumes.ts';
import { confirmed } from '../confirmed.ts';
import { sizeOfFiles } from '../containers/written-size.ts';
import type { Io } from '../io.ts';
import { booleanOf, readFilters } from '../options/filters.ts';
import { list } from '../options/list-option.ts';
import { pruneFilter } from '../options/prune-filter.ts';
import { newParser, parse } from './parser.ts';
import { pruneEach } from './prune-each.ts';

const COMMAND = 'volume prune';

const INTRODUCTION = {
  usage: '[OPTIONS]',
  description: 'Remove the volumes without a name that no container has any more.',
  examples: [
    ['learn-run volume prune --all', 'those with a name as well'],
    ['learn-run volume prune --filter label=scratch', 'only those with this label'],
  ],
} as const;

interface PruneOptions {
  readonly all?: true;
  readonly filter: readonly string[];
  readonly force?: true;
}

/**
 * `learn-run volume prune`, as docker's. A volume without a name was made for a container that is gone; one with a name may
 * be all that is left of somebody's work, so that takes one word more.
 */
export async function pruneVolumes(words: readonly string[], store: Store, io: Io): Promise<number> {
  const parser = newParser(COMMAND, INTRODUCTION, io)
    .option('-a, --all', 'Those with a name too')
    .addOption(list('--filter <name=value>', 'Only some: label=a=b, label!=keep'))
    .option('-f, --force', 'Do not ask');
  if (!parse(parser, words)) return 0;
  const { filter, force, ...options } = parser.opts<PruneOptions>();
  const filters = readFilters(filter, { flag: '--filter', command: COMMAND, names: ['label', 'label!', 'all'] });
  const isWanted = pruneFilter(filters, COMMAND, Date.now());
  const all = options.all ?? booleanOf('all', filters, COMMAND);
  const what = all ? 'all volumes' : 'anonymous volumes';
  const warning = `This will remove ${what} that no container uses, and all that is in them.`;
  if (!force && !(await confirmed(warning, io))) return 0;
  const chosen = store.volumes.list().filter((volume) => (all || isAnonymous(volume.name)) && isWanted(volume));
  return pruneEach(
    chosen,
    { what: 'Volumes', nameOf: ({ name }) => name, remove: (volume) => removed(volume, store) },
    io,
  );
}

async function removed(volume: Volume, store: Store): Promise<number | undefined> {
  const size = await sizeOfFiles(volume.path);
  // Asked right before: somebody may have begun to use it while others were removed, or this one was looked through.
  if (isVolumeUsed(store, volume)) return undefined;
  await store.volumes.remove(volume.name);
  return size;
}

const isAnonymous = (name: string) => /^[a-f0-9]{64}$/.test(name);
