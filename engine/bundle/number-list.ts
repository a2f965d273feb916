/** No kernel numbers more processors or memory nodes than this; beyond it a range would only cost memory. */
const MAX = 8192;

/**
 * The numbers of a list as the kernel writes them; undefined where it is none.
 *
 * @example parseNumberList('0-2,7') // Set {0, 1, 2, 7}
 * @see cpuset(7), "List format"
 */
export function parseNumberList(text: string): ReadonlySet<number> | undefined {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const [, first, last = first] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part) ?? [];
    if (first === undefined || Number(first) > Number(last) || Number(last) > MAX) return undefined;
    for (let number = Number(first); number <= Number(last); number++) numbers.add(number);
  }
  return numbers;
}
