/** What a line of `tar -tv` says of an entry. */
export interface ListedEntry {
  /** With a slash at the end where it is a directory. */
  readonly path: string;
  /** `-` file, `d` directory, `l` symbolic link, `h` hard link, `c` and `b` devices, `p` pipe. */
  readonly kind: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In bytes. */
  readonly size: number;
  /** Where a link leads; nothing for all else. */
  readonly target?: string | undefined;
}

/** An entry as `tar -tv` has it, a whiteout with what it hides. */
export function entryLine({ path, kind, mode, uid, gid, size, target }: ListedEntry): string {
  const who = `${uid}/${gid}`;
  const line = `${kind}${permissions(mode)} ${who.padStart(9)} ${String(size).padStart(9)} ${path}`;
  return `${line}${target ? ` -> ${target}` : ''}${meaningOf(path)}`;
}

/** `rwxr-xr-x`, with s and t for the bits above them. */
function permissions(mode: number): string {
  const bits = 'rwxrwxrwx'.split('').map((letter, index) => (mode & (0o400 >> index) ? letter : '-'));
  const special = [0o4000, 0o2000, 0o1000].map((bit) => (mode & bit) !== 0);
  for (const [index, isSet] of special.entries()) {
    const at = 3 * index + 2;
    const letter = index === 2 ? 't' : 's';
    if (isSet) bits[at] = bits[at] === '-' ? letter.toUpperCase() : letter;
  }
  return bits.join('');
}

function meaningOf(path: string): string {
  const name = path.replace(/\/$/, '').split('/').at(-1)!;
  if (name === '.wh..wh..opq') return '   (hides all that lower layers have in this directory)';
  return name.startsWith('.wh.') ? `   (hides ${name.slice('.wh.'.length)} of the lower layers)` : '';
}
