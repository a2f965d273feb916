import type { Store } from '../../engine/store/store.ts';
import type { Volume } from '../../engine/store/volumes.ts';
import { isVolumeUsed } from '../../engine/volumes.ts';
import { confirmed } from '../confirmed.ts';
import { sizeOfFiles } from '../containers/written-size.ts';
import type { Io } from '../io.ts';
import { readFilters } from '../options/filters.ts';
import { list } from '../options/list-option.ts';
import { pruneFilter } from '../options/prune-filter.ts';
import { newParser, parse } from './parser.ts';
import { sayPruned } from './say-pruned.ts';

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
  const { all, filter, force } = parser.opts<PruneOptions>();
  const filters = readFilters(filter, { flag: '--filter', command: COMMAND, names: ['label', 'label!'] });
  const isWanted = pruneFilter(filters, COMMAND, Date.now());
  const what = all ? 'all volumes' : 'anonymous volumes';
  const warning = `This will remove ${what} that no container uses, and all that is in them.`;
  if (!force && !(await confirmed(warning, io))) return 0;
  const chosen = store.volumes.list().filter((volume) => (all || isAnonymous(volume.name)) && isWanted(volume));
  sayPruned({ what: 'Volumes', ...(await removed(chosen, store)) }, io);
  return 0;
}

async function removed(volumes: readonly Volume[], store: Store): Promise<{ names: string[]; freed: number }> {
  const names: string[] = [];
  let freed = 0;
  for (const volume of volumes) {
    // Asked right before: somebody may have begun to use it while others were removed.
    if (isVolumeUsed(store, volume)) continue;
    const size = await sizeOfFiles(volume.path);
    await store.volumes.remove(volume.name);
    names.push(volume.name);
    freed += size;
  }
  return { names, freed };
}

const isAnonymous = (name: string) => /^[a-f0-9]{64}$/.test(name);
