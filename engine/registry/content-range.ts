/** Which bytes an answer with status 206 holds. */
export interface ContentRange {
  readonly first: number;
  readonly last: number;
  /** Length of the whole; undefined where the server wrote `*`. */
  readonly total: number | undefined;
}

/** The header's meaning; undefined where it is not a sound range of bytes. @see RFC 9110 section 14.4 */
export function parseContentRange(header: string): ContentRange | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(header.trim());
  if (match === null) return undefined;
  const [first, last] = [Number(match[1]), Number(match[2])];
  const total = match[3] === '*' ? undefined : Number(match[3]);
  return first > last || (total !== undefined && last >= total) ? undefined : { first, last, total };
}
