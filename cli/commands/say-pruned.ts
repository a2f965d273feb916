import type { Io } from '../io.ts';
import { humanSize } from '../terminal/human-size.ts';

/** What `prune` has removed. */
export interface Pruned {
  /** `Containers` */
  readonly what: string;
  readonly names: readonly string[];
  /** Bytes. */
  readonly freed: number;
}

/** In docker's words: all that is gone, and how much room there is now. */
export function sayPruned({ what, names, freed }: Pruned, { stdout }: Pick<Io, 'stdout'>): void {
  if (names.length > 0) stdout.write(`Deleted ${what}:\n${names.map((name) => `${name}\n`).join('')}\n`);
  stdout.write(`Total reclaimed space: ${humanSize(freed)}\n`);
}
