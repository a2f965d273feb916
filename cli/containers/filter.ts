import type { PlacedMount } from '../../engine/bundle/mount-request.ts';
import { endingNow, statusOf } from '../../engine/container-status.ts';
import { containerAmong } from '../../engine/find-container.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { invalidArgument, UsageError } from '../errors.ts';
import { imageOf } from './listed.ts';

/** Whether a container is among those that are wanted. */
export type Filter = (state: ContainerState) => boolean;

type FilterOf = (value: string, all: readonly ContainerState[]) => Filter;

/** Docker's; what is being removed is not listed here. */
const STATUSES: readonly string[] = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];

const FILTERS: Readonly<Record<string, FilterOf>> = {
  id: (value) => {
    const pattern = expressionOf('id', value);
    return ({ id }) => pattern.test(id);
  },
  // Docker's names begin with a slash inside: both ways of writing them are in use.
  name: (value) => {
    const pattern = expressionOf('name', value);
    return ({ name = '' }) => pattern.test(name) || pattern.test(`/${name}`);
  },
  label: (value) => {
    const [key = '', wanted] = value.split(/=(.*)/s);
    return ({ labels = {} }) => Object.hasOwn(labels, key) && (wanted === undefined || labels[key] === wanted);
  },
  status: (value) => {
    if (!STATUSES.includes(value))
      throw new UsageError(`invalid filter 'status=${value}': expected one of ${STATUSES.join(', ')}`, 'ps');
    return (state) => statusOf(state) === value;
  },
  exited: (value) => {
    if (!/^\d+$/.test(value)) throw new UsageError(`invalid filter 'exited=${value}': expected an exit code`, 'ps');
    return (state) => statusOf(state) === 'exited' && endingNow(state)?.exitCode === Number(value);
  },
  ancestor: (value) => (state) =>
    [imageOf(state), imageOf(state).replace(/:latest$/, ''), state.image.name].includes(value),
  volume:
    (value) =>
    ({ volumes = [], mounts = [] }) =>
      volumes.includes(value) || mounts.some((mount) => placesOf(mount).includes(value)),
  publish: (value) => {
    const [, first, last = first, wanted = 'tcp'] = /^(\d+)(?:-(\d+))?(?:\/(tcp|udp))?$/.exec(value) ?? [];
    if (first === undefined)
      throw new UsageError(`invalid filter 'publish=${value}': expected PORT[-PORT][/PROTOCOL]`, 'ps');
    return ({ network }) =>
      (network?.ports ?? []).some(
        ({ hostPort, protocol }) => protocol === wanted && hostPort >= Number(first) && hostPort <= Number(last),
      );
  },
  network:
    (value) =>
    ({ network }) =>
      network?.mode === value,
  before: (value, all) => {
    const { createdAt } = containerAmong(all, value);
    return (state) => state.createdAt < createdAt;
  },
  since: (value, all) => {
    const { createdAt } = containerAmong(all, value);
    return (state) => state.createdAt > createdAt;
  },
};

/**
 * `name=value` each: of one name any may hold, of different names all must, and of labels too.
 *
 * @throws UsageError in docker's words
 */
export function parseFilters(texts: readonly string[], all: readonly ContainerState[]): Filter {
  // Of labels each is a group of its own.
  const filters = Map.groupBy(
    texts.map((text) => parseOne(text)),
    ([name, value]) => (name === 'label' ? `${name}=${value}` : name),
  );
  const choices = [...filters.values()].map((pairs) => pairs.map(([name, value]) => FILTERS[name]!(value, all)));
  return (state) => choices.every((any) => any.some((filter) => filter(state)));
}

/** True where the filters speak of containers that do not run. */
export function wantsEnded(texts: readonly string[]): boolean {
  return texts.some((text) => /^(status|exited)=/.test(text));
}

/** By which a mount is known beside its name: where it is seen, and where a bind mount comes from. */
const placesOf = (mount: PlacedMount) => [mount.target, ...(mount.type === 'bind' ? [mount.source] : [])];

function parseOne(text: string): readonly [name: string, value: string] {
  const [name = '', value] = text.split(/=(.*)/s);
  if (value === undefined) throw invalidArgument('-f, --filter', text, `invalid filter '${text}'`, 'ps');
  if (!Object.hasOwn(FILTERS, name)) {
    throw new UsageError(`invalid filter '${name}': expected one of ${Object.keys(FILTERS).join(', ')}`, 'ps');
  }
  return [name, value];
}

function expressionOf(name: string, value: string): RegExp {
  try {
    return new RegExp(value);
  } catch {
    throw new UsageError(`invalid filter '${name}=${value}': expected a regular expression`, 'ps');
  }
}
