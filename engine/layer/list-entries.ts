import type { ReadEntry } from 'tar';
import { entryLine } from './entry-line.ts';
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
  return entryLine({ path, kind: KINDS[type] ?? '-', mode, uid, gid, size, target: linkpath });
}
