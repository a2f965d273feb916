/** Which bytes of a body were asked for; the last one included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * What a `Range` header asks of a body of this size: one range, or `unsatisfiable` where it begins behind the end, or
 * undefined where the whole body is to be sent: no header, one that is malformed, or several ranges at once, all of
 * which a server may ignore.
 *
 * @see RFC 9110 section 14
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(header ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (from === '' && to === '') return undefined;
  return from === '' ? lastBytes(Number(to), size) : between(Number(from), to === '' ? size - 1 : Number(to), size);
}

function lastBytes(count: number, size: number): ByteRange | 'unsatisfiable' {
  return count === 0 || size === 0 ? 'unsatisfiable' : { first: Math.max(0, size - count), last: size - 1 };
}

function between(first: number, last: number, size: number): ByteRange | 'unsatisfiable' | undefined {
  if (first >= size) return 'unsatisfiable';
  return last < first ? undefined : { first, last: Math.min(last, size - 1) };
}
