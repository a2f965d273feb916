/** One entry of a layer's archive. */
export interface LayerFile {
  readonly path: string;
  /** As in `ls -l`: `-` file, `d` directory, `l` symbolic link, `h` hard link, `c` and `b` devices, `p` pipe. */
  readonly kind: string;
  /** `rwxr-xr-x` */
  readonly permissions: string;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Where a link leads. */
  readonly target: string | undefined;
}

const LINE = /^(.)(.{9})\s+(\d+)\/(\d+)\s+(\d+) ([\s\S]*)$/;

/** An entry from its line in the evidence, which is written as `tar -tv` does; undefined for what counts the rest. */
export function parseFile(line: string): LayerFile | undefined {
  const [, kind, permissions, uid, gid, size, rest] = LINE.exec(line) ?? [];
  if (rest === undefined) return undefined;
  const named = rest.replace(/ {3}\(hides [^\n]*\)$/, '');
  const isLink = kind === 'l' || kind === 'h';
  const arrow = isLink ? named.indexOf(' -> ') : -1;
  const path = (arrow < 0 ? named : named.slice(0, arrow)).replace(/^\.?\//, '').replace(/\/$/, '');
  return {
    path,
    kind: kind!,
    permissions: permissions!,
    uid: Number(uid),
    gid: Number(gid),
    size: Number(size),
    target: arrow < 0 ? undefined : named.slice(arrow + 4),
  };
}
