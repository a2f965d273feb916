import { InvalidCgroupsPath } from '../errors.ts';

/** The scope that systemd keeps for the processes of a container. @see systemd.scope(5) */
export interface ScopeUnit {
  /** `learn-runc-web.scope` */
  readonly name: string;
  /** The slice that it lies in: `machine.slice`; `-.slice` is the topmost. */
  readonly slice: string;
  /** Whether it is the caller's own systemd that keeps it, `systemd --user`. */
  readonly isUser: boolean;
}

/** Where nobody has said where: beside what else the system, or the user, runs. */
const DEFAULT_SLICES = { system: 'system.slice', user: 'user.slice' };
const DEFAULT_PREFIX = 'learn-runc';

/**
 * Which scope a `linux.cgroupsPath` of the form `slice:prefix:name` means.
 *
 * @param cgroupsPath undefined or empty for the default: a scope that is named after the container
 * @throws InvalidCgroupsPath
 */
export function scopeOf(cgroupsPath: string | undefined, id: string, isUser: boolean): ScopeUnit {
  const [slice, prefix, name, ...rest] = (cgroupsPath || `:${DEFAULT_PREFIX}:${id}`).split(':');
  if (slice === undefined || prefix === undefined || !name || rest.length > 0) {
    throw new InvalidCgroupsPath(
      `expected cgroupsPath to be of format "slice:prefix:name" for systemd cgroups, got ${JSON.stringify(cgroupsPath)} instead`,
      { hint: 'Without --systemd-cgroup it is a path: /slice/name, or name.' },
    );
  }
  return {
    name: `${prefix ? `${prefix}-` : ''}${name}.scope`,
    slice: checkSlice(slice || DEFAULT_SLICES[isUser ? 'user' : 'system']),
    isUser,
  };
}

/**
 * The path of the scope below the cgroup of its systemd: `a-b.slice` lies in `a.slice`.
 *
 * @see systemd.slice(5)
 */
export function pathOf({ name, slice }: ScopeUnit): string {
  if (slice === TOPMOST) return `/${name}`;
  const words = slice.slice(0, -SUFFIX.length).split('-');
  const slices = words.map((_, index) => `${words.slice(0, index + 1).join('-')}${SUFFIX}`);
  return `/${[...slices, name].join('/')}`;
}

const SUFFIX = '.slice';
const TOPMOST = `-${SUFFIX}`;

/** Words with a dash between two of them, which the way to it is made from. */
function checkSlice(slice: string): string {
  if (slice === TOPMOST || /^[^-/]+(-[^-/]+)*\.slice$/.test(slice)) return slice;
  throw new InvalidCgroupsPath(`invalid slice name: ${slice}`, {
    hint: 'A slice is named by words, with dashes between them, and ends with .slice: machine-web.slice.',
  });
}
