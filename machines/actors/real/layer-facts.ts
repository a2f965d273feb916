import type { Engine } from '../../../engine/engine.ts';
import type { Descriptor } from '../../../engine/image/descriptor.ts';
import type { Json } from '../../../engine/json.ts';
import { asJson } from './facts.ts';

/** More than the largest distribution has; `tar -tv` shows the rest. */
const MOST_FILES = 100_000;
/** A compressed layer larger than this takes longer to list than anybody wants to wait. */
const MOST_BYTES = 128 * 1024 * 1024;

/** What is in a layer's archive: `files`, a line an entry, and the `contents` of small ones. The blob must be in the store. */
export async function layerFacts(
  { store }: Engine,
  { digest, size }: Pick<Descriptor, 'digest' | 'size'>,
): Promise<{ readonly files: Json; readonly contents: Json }> {
  const file = store.content.pathOf(digest);
  if (size > MOST_BYTES)
    return { files: [`(${size} bytes, too large to be listed here: tar -tvf ${file})`], contents: {} };
  const { listEntries } = await import('../../../engine/layer/list-entries.ts');
  const { lines, total, contents } = await listEntries(file, MOST_FILES);
  const files = total > lines.length ? [...lines, `… and ${total - lines.length} more`] : [...lines];
  return { files, contents: asJson(contents) };
}
