import type { ProcessOptions } from '../contract.ts';

/** What is said of the output that `-a` does not name; empty where all of it is shown. A terminal has one stream, standard output. */
export function attachedText({ attach, tty }: Pick<ProcessOptions, 'attach' | 'tty'>): string {
  if (attach === undefined) return '';
  const streams = tty ? (['stdout'] as const) : (['stdout', 'stderr'] as const);
  const [shown, ...others] = streams.filter((name) => attach.includes(name));
  if (shown === undefined)
    return ` Nothing of the output will be shown: --attach names ${tty ? 'no stdout' : 'neither'}.`;
  return tty || others.length > 0 ? '' : ` Only ${shown} will be shown: --attach names no other.`;
}
