import type { ReadEntry } from 'tar';
import { type SmallFile, SmallFiles } from './small-files.ts';

/** The contents of a layer, for a person to look at. */
export interface LayerListing {
  /** One line an entry, as `tar -tv` has it, whiteouts with what they hide; cut after `most`. */
  readonly lines: readonly string[];
  /** How many entries there are in all. */
  readonly total: number;
  /** What the small files among them hold, by their paths. */
  readonly contents: Readonly<Record<string, SmallFile>>;
}

/**
 * Lists what is in a layer's blob, however it is compressed. Only looks: what a container gets is unpacked by
 * `applyLayer`, which takes names as bytes where this shows them as text.
 *
 * @param blob path of the file
 * @param most how many lines to keep
 */
export async function listEntries(blob: string, most: number): Promise<LayerListing> {
  const { list } = await import('tar');
  const lines: string[] = [];
  const files = new SmallFiles();
  let total = 0;
  await list({
    file: blob,
    onReadEntry(entry) {
      total++;
      if (lines.length >= most) return;
      lines.push(lineOf(entry));
      files.take(entry);
    },
  });
  return { lines, total, contents: files.found };
}

const KINDS: Readonly<Record<string, string>> = {
  Directory: 'd',
  SymbolicLink: 'l',
  Link: 'h',
  CharacterDevice: 'c',
  BlockDevice: 'b',
  FIFO: 'p',
};

function lineOf({ path, type, mode = 0, uid = 0, gid = 0, size, linkpath }: ReadEntry): string {
  const who = `${uid}/${gid}`;
  const line = `${KINDS[type] ?? '-'}${permissions(mode)} ${who.padStart(9)} ${String(size).padStart(9)} ${path}`;
  return `${line}${linkpath ? ` -> ${linkpath}` : ''}${meaningOf(path)}`;
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
