import type { PlacedMount } from '../../engine/bundle/mount-request.ts';
import { endingNow, statusOf } from '../../engine/container-status.ts';
import { containerAmong } from '../../engine/find-container.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { UsageError } from '../errors.ts';
import { booleanOf, expressionOf, hasLabel } from '../options/filters.ts';
import { imageAsked, imageOf } from './listed.ts';

/** Whether a container is among those that are wanted. */
export type Filter = (state: ContainerState) => boolean;

/** What filters look at beside the container itself. */
export interface Surroundings {
  readonly all: readonly ContainerState[];
  /** The ports that a container listens at: `80/tcp`. */
  readonly exposedBy: (state: ContainerState) => readonly string[];
  /** The id of the image that a container was made from, in hex digits; empty where that is gone. */
  readonly imageIdOf: (state: ContainerState) => string;
}

type FilterOf = (value: string, surroundings: Surroundings) => Filter;

/** Docker's; what is being removed is not listed here. */
const STATUSES: readonly string[] = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];

const HEALTHS: readonly string[] = ['starting', 'healthy', 'unhealthy', 'none'];

/** Each kind of filter, by docker's name for it. */
export const FILTERS: Readonly<Record<string, FilterOf>> = {
  id: (value) => {
    const pattern = expressionOf('id', value, 'ps');
    return ({ id }) => pattern.test(id);
  },
  // Docker's names begin with a slash inside: both ways of writing them are in use.
  name: (value) => {
    const pattern = expressionOf('name', value, 'ps');
    return ({ name = '' }) => pattern.test(name) || pattern.test(`/${name}`);
  },
  label:
    (value) =>
    ({ labels = {} }) =>
      hasLabel(labels, value),
  status: (value) => {
    refuseOther('status', value, STATUSES);
    return (state) => statusOf(state) === value;
  },
  exited: (value) => {
    if (!/^[+-]?\d+$/.test(value)) throw invalid('exited', value, 'expected an exit code');
    return (state) => statusOf(state) === 'exited' && endingNow(state)?.exitCode === Number(value);
  },
  // A name goes before the beginning of an id, as for containers; one that several ids have means none.
  ancestor: (value, { all, imageIdOf }) => {
    const isNamed = (state: ContainerState) => namesOfImage(state).includes(value);
    if (!/^(sha256:)?[a-f0-9]{4,64}$/.test(value) || all.some(isNamed)) return isNamed;
    const [id, ...others] = new Set(all.map(imageIdOf).filter((one) => one.startsWith(value.replace(/^sha256:/, ''))));
    return (state) => others.length === 0 && id !== undefined && imageIdOf(state) === id;
  },
  volume:
    (value) =>
    ({ volumes = [], mounts = [] }) =>
      volumes.includes(value) || mounts.some((mount) => placesOf(mount).includes(value)),
  publish: (value) => {
    const isMeant = portsOf('publish', value);
    return ({ network }) => (network?.ports ?? []).some(({ hostPort, protocol }) => isMeant(hostPort, protocol));
  },
  expose: (value, { exposedBy }) => {
    const isMeant = portsOf('expose', value);
    return (state) =>
      exposedBy(state)
        .map((port) => port.split('/'))
        .some(([number, protocol]) => isMeant(Number(number), protocol));
  },
  network:
    (value) =>
    ({ network }) =>
      network?.mode === value,
  before: (value, { all }) => {
    const { createdAt } = containerAmong(all, value);
    return (state) => state.createdAt < createdAt;
  },
  since: (value, { all }) => {
    const { createdAt } = containerAmong(all, value);
    return (state) => state.createdAt > createdAt;
  },
  // Nothing looks after the health of our containers.
  health: (value) => {
    refuseOther('health', value, HEALTHS);
    return () => value === 'none';
  },
  // Docker's tasks are those of a swarm.
  'is-task': (value) => {
    const isTask = booleanOf('is-task', [['is-task', value]], 'ps');
    return () => !isTask;
  },
  // Of Windows: on Linux docker looks at nothing there.
  isolation: () => () => true,
};

const namesOfImage = (state: ContainerState) => [
  imageAsked(state),
  imageOf(state),
  imageOf(state).replace(/:latest$/, ''),
  state.image.name,
];

/** By which a mount is known beside its name: where it is seen, and where a bind mount comes from. */
const placesOf = (mount: PlacedMount) => [mount.target, ...(mount.type === 'bind' ? [mount.source] : [])];

/** Whether a port is among `80`, `8000-8080`, `53/udp`. */
function portsOf(name: string, value: string): (port: number, protocol: string | undefined) => boolean {
  const [, first, last = first, wanted = 'tcp'] = /^(\d+)(?:-(\d+))?(?:\/(\w+))?$/.exec(value) ?? [];
  if (first === undefined) throw invalid(name, value, 'expected PORT[-PORT][/PROTOCOL]');
  return (port, protocol) => protocol === wanted && port >= Number(first) && port <= Number(last);
}

function refuseOther(name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw invalid(name, value, `expected one of ${known.join(', ')}`);
}

const invalid = (name: string, value: string, expected: string) =>
  new UsageError(`invalid filter '${name}=${value}': ${expected}`, 'ps');
