import { readFilters } from '../options/filters.ts';
import { FILTERS, type Filter, type Surroundings } from './filter-kinds.ts';

/** What `ps` is to list. */
export interface Wanted {
  readonly filter: Filter;
  /** True where that speaks of containers that do not run. */
  readonly isOfEnded: boolean;
}

/**
 * `name=value` each: of one name any may hold, of different names all must, and of labels too.
 *
 * @throws FlagError, UsageError, NoSuchContainer and AmbiguousContainer for `before` and `since`, in docker's words
 */
export function parseFilters(texts: readonly string[], surroundings: Surroundings): Wanted {
  const pairs = readFilters(texts, { flag: '-f, --filter', command: 'ps', names: Object.keys(FILTERS) });
  // Of labels each is a group of its own.
  const groups = Map.groupBy(pairs, ([name, value]) => (name === 'label' ? `${name}=${value}` : name));
  const choices = [...groups.values()].map((group) =>
    group.map(([name, value]) => FILTERS[name]!(value, surroundings)),
  );
  return {
    filter: (state) => choices.every((any) => any.some((filter) => filter(state))),
    isOfEnded: pairs.some(([name]) => name === 'status'),
  };
}
