import type { Palette } from './palette.ts';
import { hintFor, LABELS } from './prompt.ts';
import { type Frame, type Prompt, pageOn, type ViewState } from './state.ts';
import { cells, cut, wrap } from './text.ts';

/** The last lines of the screen: what is being typed, what there is to say, or the keys. */
export function footer(state: ViewState, { columns, palette }: Frame): string[] {
  if (state.prompt !== undefined) return typing(state.prompt, columns, palette);
  if (state.message !== undefined) return said(state.message, columns, palette);
  if (pageOn(state) === undefined || state.isWorking) return [` ${palette.quiet('working … Ctrl-C stops it')}`];
  return [keyLine(keysFor(state, columns), columns, palette)];
}

/** What is longer than this is no message any more. */
const MOST_LINES = 4;

const said = (message: string, columns: number, { here }: Palette) =>
  wrap(message, columns - 2)
    .slice(0, MOST_LINES)
    .map((line) => ` ${here(line)}`);

/** What may be typed, and below it the line: its end, where not all of it fits. */
function typing(prompt: Prompt, columns: number, { key, cursor, quiet }: Palette): string[] {
  const label = LABELS[prompt.kind];
  const room = columns - label.length - 3;
  const { text } = prompt;
  const shown =
    cells(text) <= room
      ? text
      : `…${Array.from(text)
          .slice(1 - room)
          .join('')}`;
  const hint = hintFor(prompt);
  const above =
    hint === ''
      ? []
      : wrap(hint, columns - 2)
          .slice(0, MOST_LINES - 1)
          .map((line) => ` ${quiet(line)}`);
  return [...above, ` ${key(label)}${shown}${cursor(' ')}`];
}

/** A key with its word, and how soon it is left out where not all fit: the largest number first. */
type KeyHint = readonly [text: string, rank: number];

const PANE: readonly KeyHint[] = [
  ['Tab pane', 4],
  ['/ search', 2],
  ['Space open', 3],
  ['y copy', 5],
  ['c commands', 6],
  ['? help', 1],
  ['Esc back', 0],
];
const COMMANDS: readonly KeyHint[] = [
  ['j k move', 1],
  ['y copy', 1],
  ['Esc back', 0],
];
const NUMBER: readonly KeyHint[] = [
  ['type a number, Enter', 0],
  ['Esc no guess', 1],
  ['l look', 2],
  ['← back', 3],
  ['q quit', 4],
];
const CHOICES: readonly KeyHint[] = [
  ['a b c or j k, Enter', 0],
  ['Esc no guess', 1],
  ['l look', 2],
  ['← back', 3],
  ['q quit', 4],
];
const LAST: readonly KeyHint[] = [
  ['Enter leave', 0],
  ['l look', 1],
  ['Tab pane', 4],
  ['c check', 3],
  ['b back', 2],
  ['? help', 5],
];
const STOP: readonly KeyHint[] = [
  ['Enter next', 0],
  ['d finer', 4],
  ['l look', 3],
  ['Tab pane', 8],
  ['c check', 6],
  ['b back', 5],
  ['r run on', 7],
  ['? help', 1],
  ['q quit', 2],
];

function hintsFor(state: ViewState): readonly KeyHint[] {
  const { screen, quiz } = state;
  if (screen === 'pane') return PANE;
  if (screen === 'commands') return COMMANDS;
  if (screen === 'help') return [['Esc back', 0]];
  if (quiz !== undefined) return quiz.asked.question.choices === undefined ? NUMBER : CHOICES;
  return pageOn(state)?.step === undefined ? LAST : STOP;
}

/** As many keys as fit, in their order. */
function keysFor(state: ViewState, columns: number): string {
  const hints = hintsFor(state);
  const { countdown } = state;
  const clock = countdown === undefined ? '' : `  p holds: goes on in ${countdown} s`;
  for (let most = hints.length; most > 0; most -= 1) {
    const kept = hints.toSorted(([, a], [, b]) => a - b).slice(0, most);
    const line =
      hints
        .filter((hint) => kept.includes(hint))
        .map(([text]) => text)
        .join('  ') + clock;
    if (cells(line) <= columns - 2) return line;
  }
  return hints[0]![0];
}

/** Each key in colour, the word after it plain. */
function keyLine(text: string, columns: number, palette: Palette): string {
  const keys = cut(text, columns - 1).split('  ');
  return ` ${keys.map((key) => key.replace(/^\S+/, (name) => palette.key(name))).join('  ')}`;
}
