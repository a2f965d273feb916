import { LayerCorrupt, type Place } from './errors.ts';

/**
 * What the last component of a name says about the layers below.
 *
 * `metadata` are the marks that aufs left in old layers (`.wh..wh.plnk`): they mean nothing to anybody else.
 */
export type Whiteout =
  | { readonly kind: 'none' }
  | { readonly kind: 'opaque' }
  | { readonly kind: 'metadata' }
  | { readonly kind: 'remove'; readonly base: Buffer };

const PREFIX = Buffer.from('.wh.');
const METADATA_PREFIX = Buffer.from('.wh..wh.');
const OPAQUE = Buffer.from('.wh..wh..opq');
const HERE_AND_UP = new Set(['', '.', '..']);

/**
 * What `base` marks, by its name alone.
 *
 * @throws LayerCorrupt for `.wh.`, `.wh..` and `.wh...`, which would remove a directory itself or its parent
 * @see image-spec layer.md#whiteouts
 */
export function whiteoutOf(base: Buffer, place: Place): Whiteout {
  if (!startsWith(base, PREFIX)) return { kind: 'none' };
  if (base.equals(OPAQUE)) return { kind: 'opaque' };
  const hidden = base.subarray(PREFIX.length);
  if (HERE_AND_UP.has(hidden.toString('latin1'))) {
    throw new LayerCorrupt('a whiteout must name what it hides', place);
  }
  if (startsWith(base, METADATA_PREFIX)) return { kind: 'metadata' };
  return { kind: 'remove', base: hidden };
}

/** Whether the path lies inside a directory of aufs's own marks. */
export function isInsideMetadata(parent: Buffer): boolean {
  return parent.indexOf('.wh..wh.') === 0 || parent.includes('/.wh..wh.');
}

function startsWith(bytes: Buffer, prefix: Buffer): boolean {
  return bytes.subarray(0, prefix.length).equals(prefix);
}
