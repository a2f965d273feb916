import type { Frame } from './state.ts';
import { cut, wrap } from './text.ts';

const KEYS = [
  ['Enter n Space →', 'do what comes next, and stop again'],
  ['d  D', 'the same in finer steps (system calls last); in coarser'],
  ['r', 'run on to the next breakpoint, or to the end'],
  ['R', 'run to the end, whatever breakpoints there are'],
  ['t', 'run to a step, a state or a system call that you name'],
  ['b ←', 'look back at an earlier stop; Enter leads forward again'],
  ['1 … 9 0, Tab, [ ]', 'another pane'],
  ['l', 'look closer: the pane on the whole screen'],
  ['/  n  N', 'search in the pane; next place; previous place'],
  ['j k, PgUp PgDn, g G', 'move in the pane'],
  ['Space  +  -', 'look closer: open or close a branch; all of them'],
  ['c  y', 'commands that show the same elsewhere; copy the first'],
  ['e', 'change by hand: the command, a variable, a limit'],
  ['s', "a shell in the container's namespaces, while it is held"],
  ['i', 'open the inspector, for a browser'],
  ['p', 'with --auto: hold the clock, and let it go on'],
  ['Ctrl-Z', 'back to your shell for a while; fg leads here again'],
  ['q  Ctrl-C', 'quit: whatever was made is removed'],
] as const;

/** Every key, and what the badges mean. */
export function helpScreen({ columns, palette }: Frame): string[] {
  const keys = KEYS.map(([key, text]) => ` ${palette.key(key.padEnd(20))} ${cut(text, columns - 23)}`);
  const badges = wrap(
    'REAL: your own kernel, disk or registry said so. DRY: it was worked out, and not done. REPLAY: it was said when the run was recorded.',
    columns - 2,
  );
  return [` ${palette.heading('KEYS')}`, ...keys, '', ...badges.map((line) => ` ${palette.quiet(line)}`)];
}
