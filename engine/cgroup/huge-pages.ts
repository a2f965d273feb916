import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { figuresIn, numberIn } from './control-file.ts';

/** What is used of huge pages in the cgroup of this directory, by their size; nothing where they are not counted. */
export function hugePagesIn(directory: string | undefined): Record<string, { usage: number; failcnt: number }> {
  if (directory === undefined) return {};
  const sizes = namesIn(directory).flatMap(
    (name) => /^hugetlb\.(\w+)\.(?:current|usage_in_bytes)$/.exec(name)?.[1] ?? [],
  );
  return Object.fromEntries(
    sizes.map((size) => {
      const file = (name: string) => join(directory, `hugetlb.${size}.${name}`);
      const usage = numberIn(file('current')) ?? numberIn(file('usage_in_bytes')) ?? 0;
      return [size, { usage, failcnt: figuresIn(file('events')).max ?? numberIn(file('failcnt')) ?? 0 }];
    }),
  );
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
