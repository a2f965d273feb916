/** The highest number of a processor that a kernel can be built for; of memory nodes there are fewer. @see NR_CPUS */
const HIGHEST = 8191;

/**
 * The numbers of a list of processors or memory nodes, none for an empty one; undefined where it is no such list.
 *
 * Blanks part numbers as commas do, and any number of them counts as one: so the kernel has it. Its words `all` and `N`,
 * and its strides, are for kernels only.
 *
 * @example parseNumberList('0-2,7') // Set {0, 1, 2, 7}
 * @see cpuset(7), "List format"; bitmap_parselist of the kernel's lib/bitmap-str.c
 */
export function parseNumberList(text: string): ReadonlySet<number> | undefined {
  const numbers = new Set<number>();
  for (const part of text.split(/[,\s]+/).filter(Boolean)) {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (first === undefined || Number(first) > Number(last) || Number(last) > HIGHEST) return undefined;
    for (let number = Number(first); number <= Number(last); number++) numbers.add(number);
  }
  return numbers;
}

/** A bit for each number, the lowest byte first. */
export function bitsOf(numbers: Iterable<number>): number[] {
  const set = [...numbers];
  const bits = Array.from({ length: (Math.max(0, ...set) >> 3) + 1 }, () => 0);
  for (const one of set) bits[one >> 3]! |= 1 << (one & 7);
  return bits;
}
