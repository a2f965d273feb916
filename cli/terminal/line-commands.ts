import { isReachable } from '../../machines/actors/breakpoints.ts';
import type { Decision } from '../../machines/actors/pace.ts';
import { PANES, type PaneName } from '../panes/pane.ts';

/** What one line of somebody who steps without a screen asks for. */
export type LineCommand =
  | { readonly kind: 'decide'; readonly decision: Decision }
  /** Without a name: which panes there are. With words: only the lines that have them. */
  | { readonly kind: 'pane'; readonly name: PaneName | undefined; readonly query: string }
  | { readonly kind: 'change'; readonly text: string }
  | { readonly kind: 'back' | 'commands' | 'shell' | 'inspector' | 'help' }
  | { readonly kind: 'unknown'; readonly reason: string };

const DECISIONS: Readonly<Record<string, Decision>> = {
  '': 'next',
  n: 'next',
  d: 'detail',
  D: 'coarser',
  r: 'runOn',
  R: 'toEnd',
  q: 'quit',
};

const OTHERS: Readonly<Record<string, LineCommand>> = {
  b: { kind: 'back' },
  c: { kind: 'commands' },
  s: { kind: 'shell' },
  i: { kind: 'inspector' },
  '?': { kind: 'help' },
};

/** The commands, each with what it does: the same letters as on the screen. */
export const LINE_HELP: readonly string[] = [
  'Enter, n: do what comes next, and stop again',
  'd, D: the same in finer steps; in coarser ones',
  'r, R: run on to the next breakpoint; to the end',
  't NAME: run to a step, a state, or syscall:NAME',
  'b: what has happened so far',
  'p: which panes there are; p NAME: what is in one; p NAME WORDS: only the lines with these words',
  'c: the commands that show the same in another terminal',
  'e CHANGE: change something by hand: e memory 64m, e env NAME=value, e command WORDS, e cap -KILL',
  's: a shell in the namespaces of the container; i: open the inspector',
  'q: quit; whatever was made is removed',
];

/** Reads one line. */
export function readLineCommand(line: string): LineCommand {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(line) ?? [];
  if (word === 'e' && rest !== '') return { kind: 'change', text: rest };
  if (word === 'p') return paneCommand(rest);
  if (word === 't' && rest !== '') return runTo(rest);
  if (rest === '' && Object.hasOwn(DECISIONS, word)) return { kind: 'decide', decision: DECISIONS[word]! };
  if (rest === '' && Object.hasOwn(OTHERS, word)) return OTHERS[word]!;
  const shown = JSON.stringify(line.trim().slice(0, 40));
  return {
    kind: 'unknown',
    reason: `I do not know ${shown}: Enter goes on, d: in detail, r: run on, q: quit, ?: everything else`,
  };
}

function paneCommand(rest: string): LineCommand {
  const [, wanted = '', query = ''] = /^(\S*)\s*(.*)$/s.exec(rest) ?? [];
  if (wanted === '') return { kind: 'pane', name: undefined, query: '' };
  const name = PANES.find((pane) => pane === wanted) ?? PANES.find((pane) => pane.startsWith(wanted));
  if (name === undefined) return { kind: 'unknown', reason: `There is no pane ${wanted}: ${PANES.join(', ')}` };
  return { kind: 'pane', name, query };
}

function runTo(name: string): LineCommand {
  if (isReachable(name)) return { kind: 'decide', decision: `runTo:${name}` };
  return { kind: 'unknown', reason: `There is no step ${name}: startInit, containerExit, syscall:mount, …` };
}
