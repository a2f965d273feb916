import type { MountPoint } from './mountinfo.ts';

/** Which mounts stand on which. */
export interface MountTree {
  /** By the number of the mount that they stand on. */
  readonly children: ReadonlyMap<number, readonly MountPoint[]>;
  /** Those whose parent is not in the list, or is the mount itself, as with the first mount of a mount namespace. */
  readonly roots: readonly MountPoint[];
}

export function mountTree(mounts: readonly MountPoint[]): MountTree {
  const ids = new Set(mounts.map(({ id }) => id));
  const isRoot = ({ id, parent }: MountPoint) => id === parent || !ids.has(parent);
  return {
    // A walk begins at the root of the process, not on what was mounted over that later.
    children: Map.groupBy(
      mounts.filter((mount) => !isRoot(mount) && mount.target !== '/'),
      ({ parent }) => parent,
    ),
    roots: mounts.filter(isRoot),
  };
}

/**
 * The mount that a path leads to. The longest mount point above the path need not be it: something may have been mounted
 * over a directory further up, and mountinfo still lists what nobody can reach any longer. Undefined where the path is
 * outside of all mounts in the list.
 *
 * @param path absolute and without links
 * @see mount_namespaces(7), proc_pid_mountinfo(5)
 */
export function mountAt(path: string, { children, roots }: MountTree): MountPoint | undefined {
  let found: MountPoint | undefined;
  let next = nearest(path, roots);
  while (next) {
    found = next;
    next = nearest(path, children.get(next.id) ?? []);
  }
  return found;
}

/** Of the mounts on one mount, that which a walk along the path meets first: it hides the others further down. */
function nearest(path: string, mounts: readonly MountPoint[]): MountPoint | undefined {
  const onTheWay = mounts.filter(
    ({ target }) => path === target || path.startsWith(target === '/' ? '/' : `${target}/`),
  );
  return onTheWay.toSorted((a, b) => a.target.length - b.target.length)[0];
}
