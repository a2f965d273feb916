import { printable } from '../../../engine/image/printable.ts';
import type { Evidence } from '../../../machines/evidence.ts';
import { LIFECYCLE, STEPS } from '../../../machines/steps.ts';
import { liveLayerLine } from '../layer-line.ts';
import { closerLook, rowLine } from './closer-look.ts';
import { type Page, panesOf } from './page.ts';
import type { Palette } from './palette.ts';
import type { ViewState } from './state.ts';
import { type Progress, stations } from './stations.ts';
import { cut, wrap } from './text.ts';
import { rowsOf } from './tree.ts';

/** The size of the screen and the colours to use. */
export interface Frame {
  readonly columns: number;
  readonly rows: number;
  readonly palette: Palette;
}

/** The screen as lines, from the top, never more than there are rows and never wider than there are columns. */
export function view(state: ViewState, frame: Frame): string[] {
  const page = state.pages[state.at];
  const body = Math.max(0, frame.rows - 2);
  const lines = page === undefined ? starting(state, frame) : screenOf(state, page, frame);
  const filled = [...lines.slice(0, body), ...Array.from({ length: Math.max(0, body - lines.length) }, () => '')];
  return [...filled, '', footer(state, page, frame)].slice(-frame.rows);
}

function starting(state: ViewState, { columns, palette }: Frame): string[] {
  return ['', ...stations({ here: 'imageCheck', passed: new Set() }, columns, palette), '', ...layers(state, columns)];
}

function screenOf(state: ViewState, page: Page, frame: Frame): string[] {
  if (state.screen === 'closer') return closerLook(state, page, frame);
  if (state.screen === 'commands') return commands(page, frame);
  if (state.screen === 'help') return help(frame);
  return overview(state, page, frame);
}

function overview(state: ViewState, page: Page, { columns, rows, palette }: Frame): string[] {
  const top = [title(state, page, columns, palette), '', ...stations(progressOf(state, page), columns, palette)];
  const next = section(
    page.step === undefined ? 'THE RUN IS OVER' : 'WHAT COMES NEXT',
    comesNext(page, columns, palette),
    palette,
  );
  const below = belowOf(state, page, columns, palette);
  const room = Math.max(2, rows - 2 - top.length - next.length - below.length - 2);
  const happened = section('WHAT JUST HAPPENED', newest(justHappened(page, columns, palette), room, palette), palette);
  const lines = [...top, ...happened, ...next, ...below];
  return [...lines, ...preview(page, rows - 2 - lines.length, columns, palette)];
}

/** Fewer rows than this of a document say nothing. */
const LEAST_PREVIEW = 4;

/** The beginning of the newest document, where the screen has room that nothing else needs. */
function preview(page: Page, room: number, columns: number, palette: Palette): string[] {
  const newestWithFacts = page.justHappened.findLast(({ facts }) => Object.keys(facts).length > 0);
  const pane = newestWithFacts && panesOf({ ...page, justHappened: [newestWithFacts] })[0];
  const height = room - 2;
  if (pane === undefined || height < LEAST_PREVIEW) return [];
  const rows = rowsOf(pane.document, new Set(), pane.notes);
  const isCut = rows.length > height;
  const shown = rows.slice(0, isCut ? height - 1 : height).map((row) => rowLine(row, false, { columns, palette }));
  const more = ` ${palette.quiet(`  … ${rows.length - shown.length} more lines: l looks closer`)}`;
  return [...section(pane.title.toUpperCase(), shown, palette), ...(isCut ? [more] : [])];
}

function title(state: ViewState, page: Page, columns: number, palette: Palette): string {
  const where = `${LIFECYCLE.indexOf(page.lifecycle) + 1}/${LIFECYCLE.length} ${page.lifecycle}`;
  const past =
    state.at < state.pages.length - 1 ? ` · looking back: stop ${state.at + 1} of ${state.pages.length}` : '';
  const name = page.step === undefined ? 'the end' : where;
  return ` ${palette.heading('learn-run')} ${palette.quiet(cut(`· ${name}${past}`, columns - 12))}`;
}

/** Which states were passed, by the evidence that they left: after a failure some were not. */
function progressOf(state: ViewState, page: Page): Progress {
  const evidence = state.pages.slice(0, state.at + 1).flatMap(({ justHappened }) => justHappened);
  const passed = new Set(evidence.map(({ step }) => STEPS[step].lifecycle));
  return { here: page.step === undefined ? undefined : page.lifecycle, passed };
}

const section = (name: string, lines: readonly string[], palette: Palette) => [
  '',
  ` ${palette.heading(name)}`,
  ...lines,
];

function justHappened(page: Page, columns: number, palette: Palette): string[][] {
  if (page.justHappened.length === 0) return [[` ${palette.quiet('Nothing yet: this is the start.')}`]];
  return page.justHappened.map((evidence) => sentence(evidence, columns, palette));
}

function sentence({ badge, sentence: text }: Evidence, columns: number, palette: Palette): string[] {
  const [first = '', ...more] = wrap(printable(text), columns - badge.length - 4);
  const indent = ' '.repeat(badge.length + 3);
  return [` ${palette.done(badge)}  ${first}`, ...more.map((line) => `${indent}${line}`)];
}

/** The newest sentences that fit, whole; what is left out is counted. */
function newest(sentences: readonly (readonly string[])[], room: number, palette: Palette): string[] {
  const kept: (readonly string[])[] = [];
  let used = 0;
  for (const lines of sentences.toReversed()) {
    if (used + lines.length > room - 1 && kept.length > 0) break;
    kept.unshift(lines);
    used += lines.length;
  }
  const left = sentences.length - kept.length;
  return [...(left === 0 ? [] : [` ${palette.quiet(`… and ${left} before that`)}`]), ...kept.flat()];
}

function comesNext(page: Page, columns: number, palette: Palette): string[] {
  const where =
    page.step === undefined ? [] : [` ${palette.here(cut(page.state.replaceAll('.', ' › '), columns - 2))}`];
  const detail = page.detail === undefined ? [] : wrap(printable(page.detail), columns - 2).map((line) => ` ${line}`);
  const spec = page.spec === undefined ? [] : [` ${palette.quiet(cut(page.spec, columns - 2))}`];
  return [...where, ...wrap(page.description, columns - 2).map((line) => ` ${line}`), ...detail, ...spec];
}

/** What moves: the layers while they come, else the container's last words when it has ended. */
function belowOf(state: ViewState, page: Page, columns: number, palette: Palette): string[] {
  if (state.at < state.pages.length - 1) return [];
  if (state.isWorking && state.layers.length > 0) return section('THE LAYERS', layers(state, columns), palette);
  if (page.step !== undefined && page.lifecycle !== 'containerExit') return [];
  const written = state.output.slice(0, state.output.findLastIndex((line) => line !== '') + 1);
  const output = written.slice(-5).map((line) => ` │ ${cut(line, columns - 4)}`);
  return output.length === 0 ? [] : section('THE CONTAINER SAYS', output, palette);
}

const layers = (state: ViewState, columns: number) =>
  state.layers.slice(-5).map((layer) => ` ${cut(liveLayerLine(layer, columns - 2), columns - 2)}`);

function commands(page: Page, { columns, palette }: Frame): string[] {
  const withCommands = page.justHappened.filter(({ check }) => check.length > 0);
  const blocks = withCommands.flatMap((evidence) => [
    '',
    ...sentence(evidence, columns, palette),
    ...evidence.check.flatMap((line) => wrap(printable(line), columns - 4)).map((line) => `   ${palette.key(line)}`),
  ]);
  const none = ['', ' There is nothing to check at this stop.'];
  return [
    ` ${palette.heading(cut('CHECK IT YOURSELF, IN ANOTHER TERMINAL', columns - 2))}`,
    ...(blocks.length === 0 ? none : blocks),
  ];
}

const HELP = [
  ['Enter n space', 'do what comes next, and stop again'],
  ['d', 'the same, but stop at the very next small step'],
  ['r', 'run on, without stopping'],
  ['b', 'look back at an earlier stop; Enter leads forward again'],
  ['l', 'look closer: the documents, system calls and files behind the sentences'],
  ['c', 'the commands that show the same in another terminal'],
  ['q', 'quit: whatever was made is removed'],
] as const;

function help({ columns, palette }: Frame): string[] {
  const keys = HELP.map(([key, text]) => ` ${palette.key(key.padEnd(15))}${cut(text, columns - 17)}`);
  const badges = [
    ...wrap('REAL stands before what your own kernel, disk or registry just said.', columns - 2),
    ...wrap('REPLAY stands before what was said when the run was recorded.', columns - 2),
  ];
  return [
    ` ${palette.heading('KEYS')}`,
    '',
    ...keys,
    '',
    ` ${palette.heading('BADGES')}`,
    '',
    ...badges.map((line) => ` ${line}`),
  ];
}

function footer(state: ViewState, page: Page | undefined, { columns, palette }: Frame): string {
  if (page === undefined || state.isWorking) return ` ${palette.quiet('working … Ctrl-C stops it')}`;
  if (state.screen === 'closer')
    return keyLine('Tab pane  j k move  Space fold  c commands  Esc back', columns, palette);
  if (state.screen !== 'overview') return keyLine('Esc back', columns, palette);
  const isLast = page.step === undefined;
  const all = 'Enter next  d detail  l look closer  c check  b back  r run on  ? help  q quit';
  return keyLine(isLast ? 'Enter leave  l look closer  c check  b back  ? help' : all, columns, palette);
}

/** Each key in colour, the word after it plain. */
function keyLine(text: string, columns: number, palette: Palette): string {
  const keys = cut(text, columns - 1).split('  ');
  return ` ${keys.map((key) => key.replace(/^\S+/, (name) => palette.key(name))).join('  ')}`;
}
