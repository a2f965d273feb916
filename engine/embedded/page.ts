/** One page of a list of names, and where the next page begins. */
export interface Page {
  readonly names: readonly string[];
  /** The `Link` header's value; undefined on the last page. */
  readonly link: string | undefined;
}

/**
 * The names behind `last`, in lexical order, `n` of them at most; undefined where `n` is not a number.
 *
 * @see distribution-spec spec.md#listing-tags
 */
export function pageOf(names: readonly string[], path: string, query: URLSearchParams): Page | undefined {
  const n = query.get('n');
  if (n !== null && !/^\d{1,9}$/.test(n)) return undefined;
  const last = query.get('last');
  const rest = names.filter((name) => last === null || name > last).sort();
  const shown = n === null ? rest : rest.slice(0, Number(n));
  const end = shown.at(-1);
  const isWhole = shown.length === rest.length || end === undefined;
  return { names: shown, link: isWhole ? undefined : nextLink(path, shown.length, end) };
}

/** The name may hold nothing that a URL or a header would misread: it is encoded. */
function nextLink(path: string, n: number, last: string): string {
  const query = new URLSearchParams({ n: String(n), last }).toString();
  return `<${path}?${query}>; rel="next"`;
}
