interface MountedAt {
  readonly id: number;
  readonly parent: number;
  readonly target: string;
}

/** What was mounted on each mount, by the number of that. */
export interface MountTree {
  readonly children: ReadonlyMap<number, readonly MountedAt[]>;
  /** Those whose parent is not in the list, or is the mount itself, as that of the first of a mount namespace. */
  readonly roots: readonly MountedAt[];
}

/** Who was mounted on whom. `mountinfo` is text as proc_pid_mountinfo(5) describes it. */
export function mountTree(mountinfo: string): MountTree {
  const lines = mountinfo.split('\n').filter(Boolean);
  const mounts = lines.map((line) => mountedAt(line.split(' ', 5)));
  const ids = new Set(mounts.map(({ id }) => id));
  const isRoot = ({ id, parent }: MountedAt) => id === parent || !ids.has(parent);
  return {
    children: Map.groupBy(
      mounts.filter((mount) => !isRoot(mount)),
      ({ parent }) => parent,
    ),
    roots: mounts.filter(isRoot),
  };
}

/**
 * The number of the mount that a path leads to: something may have been mounted over one, or over a directory above it, and
 * the list still has what nobody can reach any longer. Undefined outside of all mounts in the list.
 *
 * @see mount_namespaces(7), proc_pid_mountinfo(5)
 */
export function mountAt(path: string, { children, roots }: MountTree): number | undefined {
  let found: number | undefined;
  let next = nearest(path, roots);
  while (next) {
    found = next.id;
    next = nearest(path, children.get(next.id) ?? []);
  }
  return found;
}

/** That of the mounts on one which a walk along the path meets first: the others on its way are behind it. */
function nearest(path: string, mounts: readonly MountedAt[]): MountedAt | undefined {
  const onTheWay = mounts.filter(
    ({ target }) => path === target || path.startsWith(target === '/' ? '/' : `${target}/`),
  );
  return onTheWay.toSorted((a, b) => a.target.length - b.target.length)[0];
}

function mountedAt([id, parent, , , target = '']: readonly string[]): MountedAt {
  return { id: Number(id), parent: Number(parent), target: unescaped(target) };
}

/** mountinfo writes space, tab, newline and backslash as `\040` and the like. */
export function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
