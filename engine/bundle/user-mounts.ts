import { INIT_PATH } from './arguments.ts';
import { InvalidMount } from './errors.ts';
import type { PlacedMount } from './mount-request.ts';
import type { Origin, Sourced } from './origin.ts';
import type { Mount } from './runtime-spec.ts';

/** More would take the kernel's room for mounts (sysctl fs.mount-max is 100000 for a whole namespace). */
const MOST = 5000;

/**
 * What was asked for beside docker's own mounts, one mount each, with its origin.
 *
 * @throws InvalidMount where two have the same target
 */
export function userMounts(placed: readonly PlacedMount[]): { mount: Mount; origin: Origin }[] {
  if (placed.length > MOST) throw new InvalidMount(`${placed.length} mounts are too many: expected at most ${MOST}`);
  const seen = new Set<string>();
  for (const { target } of placed) {
    if (seen.has(target)) throw new InvalidMount(`Duplicate mount point: ${target}`);
    seen.add(target);
  }
  return placed.map((one) => ({ mount: mountOf(one), origin: originOfMount(one) }));
}

/**
 * All mounts of a container in the order in which they have to be made: a mount hides what was mounted below its target
 * before it. Docker's own come first; whoever asks for one of their targets gets his own there instead.
 */
export function withUserMounts(
  docker: Sourced<readonly Mount[]>,
  files: Sourced<readonly Mount[]>,
  user: readonly { readonly mount: Mount; readonly origin: Origin }[],
): Sourced<readonly Mount[]> {
  const isReplaced = ({ destination }: Mount) => user.some(({ mount }) => mount.destination === destination);
  const first = sourcedMounts(docker).filter(({ mount }) => !isReplaced(mount));
  const rest = [...sourcedMounts(files).filter(({ mount }) => !isReplaced(mount)), ...user];
  const all = [...first, ...rest.sort((one, other) => depthOf(one.mount) - depthOf(other.mount))];
  return {
    value: all.map(({ mount }) => mount),
    origins: Object.fromEntries(all.map(({ origin }, index) => [`/${index}`, origin])),
  };
}

function sourcedMounts({ value, origins }: Sourced<readonly Mount[]>): { mount: Mount; origin: Origin }[] {
  return value.map((mount, index) => ({ mount, origin: (origins[`/${index}`] ?? origins[''])! }));
}

/** The program of `--init`, where it is called. */
export function initMount(source: string): PlacedMount {
  return {
    type: 'bind',
    source,
    target: INIT_PATH,
    readOnly: true,
    isRecursive: false,
    createsSource: false,
    by: '--init',
  };
}

const depthOf = ({ destination }: Mount) => destination.split('/').length;

function mountOf(request: PlacedMount): Mount {
  const { target: destination, readOnly } = request;
  const isRecursive = request.type === 'volume' || (request.type === 'bind' && request.isRecursive);
  const mode = readOnly ? [isRecursive ? 'rro' : 'ro'] : [];
  if (request.type === 'tmpfs') {
    return { destination, type: 'tmpfs', source: 'tmpfs', options: [...request.options, ...mode] };
  }
  const source = request.type === 'bind' ? request.source : request.path;
  const bind = isRecursive ? 'rbind' : 'bind';
  const propagation = (request.type === 'bind' && request.propagation) || 'rprivate';
  return { destination, type: 'bind', source, options: [bind, ...mode, propagation] };
}

function originOfMount(request: PlacedMount): Origin {
  if (request.by === 'config.Volumes') return { from: 'image', detail: `config.Volumes ${request.target}` };
  if (request.by.startsWith('--volumes-from')) return { from: 'option', detail: request.by };
  return { from: 'option', detail: `${request.by} ${describe(request)}` };
}

function describe(request: PlacedMount): string {
  if (request.type === 'tmpfs') return request.target;
  const source = request.type === 'bind' ? request.source : request.name;
  return source === undefined ? request.target : `${source}:${request.target}`;
}
