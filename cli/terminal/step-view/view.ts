import { printable } from '../../../engine/image/printable.ts';
import type { Evidence } from '../../../machines/evidence.ts';
import { LIFECYCLE } from '../../../machines/steps.ts';
import { liveLayerLine } from '../layer-line.ts';
import { commandsScreen } from './commands.ts';
import { footer } from './footer.ts';
import { helpScreen } from './help.ts';
import { failedStep, type Page, quietWords } from './page.ts';
import type { Palette } from './palette.ts';
import { panePart, paneScreen } from './pane-screen.ts';
import { presentation } from './presentation.ts';
import { progressOf } from './progress.ts';
import { quizPanel, verdictPanel } from './quiz-panel.ts';
import { type Frame, pageOn, type ViewState } from './state.ts';
import { stations } from './stations.ts';
import { subStates } from './sub-states.ts';
import { cut, visibleWidth, wrap } from './text.ts';

/** The screen as lines, from the top: as many as there are rows, and never wider than there are columns. */
export function view(state: ViewState, frame: Frame): string[] {
  const page = pageOn(state);
  const foot = footer(state, frame);
  const body = Math.max(0, frame.rows - foot.length);
  const lines = page === undefined ? starting(state, frame) : screenOf(state, page, frame);
  const filled = [...lines.slice(0, body), ...Array.from({ length: Math.max(0, body - lines.length) }, () => '')];
  return [...filled, ...foot].slice(-frame.rows);
}

function starting(state: ViewState, { columns, palette }: Frame): string[] {
  return ['', ...stations({ here: 'imageCheck', passed: new Set() }, columns, palette), '', ...layers(state, columns)];
}

function screenOf(state: ViewState, page: Page, frame: Frame): string[] {
  if (state.screen === 'pane') return paneScreen(state, frame);
  if (state.screen === 'commands') return commandsScreen(state, frame);
  if (state.screen === 'help') return helpScreen(frame);
  if (frame.isPresenting) return presentation(state, page, frame);
  return frame.columns >= WIDE ? sideBySide(state, page, frame) : oneBelowTheOther(state, page, frame);
}

/** From so many columns on the pane stands beside the story. */
const WIDE = 140;

/** Rows of the pane below which there is no use in showing it. */
const LEAST_PANE = 4;

function oneBelowTheOther(state: ViewState, page: Page, frame: Frame): string[] {
  const top = heads(state, page, frame);
  const body = frame.rows - 2 - top.length;
  // The pane gets what the story leaves, and the story no more than it needs, but never all.
  const isQuiz = state.quiz !== undefined || page.verdicts.length > 0;
  const told = story(state, page, frame, frame.columns, isQuiz ? body - 1 : Math.max(6, Math.floor(body * 0.6)));
  const room = body - told.length - 1;
  if (room < LEAST_PANE) return [...top, ...told];
  return [...top, ...told, '', ...panePart(state, frame, room, frame.columns)];
}

/** The story on the left, the pane on the right of it, both as high as the screen. */
function sideBySide(state: ViewState, page: Page, frame: Frame): string[] {
  const top = heads(state, page, frame);
  const height = frame.rows - 2 - top.length;
  const left = Math.floor(frame.columns * 0.42);
  const right = frame.columns - left - 2;
  const told = story(state, page, frame, left, height - 1);
  const pane = panePart(state, frame, height - 1, right);
  const lines = Array.from({ length: height - 1 }, (_, at) => joined(told[at] ?? '', pane[at] ?? '', left));
  return [...top, '', ...lines];
}

/** The two halves of a line; the left one has colours, so that its width is that of what can be seen. */
function joined(left: string, right: string, width: number): string {
  return `${left}${' '.repeat(Math.max(1, width + 1 - visibleWidth(left)))}${right}`;
}

function heads(state: ViewState, page: Page, { columns, palette }: Frame): string[] {
  return [
    title(state, page, columns, palette),
    ...stations(progressOf(state, page), columns, palette),
    ...(page.step === undefined ? [] : [subStates(page, columns, palette)]),
  ];
}

/**
 * What just happened and what comes next, or the question that is to be answered first. What comes next is there in any
 * case; of what has happened there is as much as fits.
 */
function story(state: ViewState, page: Page, frame: Frame, columns: number, height: number): string[] {
  const { palette } = frame;
  const quiz = state.at === state.pages.length - 1 ? state.quiz : undefined;
  const next =
    quiz === undefined
      ? section(
          page.step === undefined ? 'THE RUN IS OVER' : 'WHAT COMES NEXT',
          comesNext(page, columns, palette),
          palette,
        )
      : section('WHAT DO YOU THINK?', quizPanel(quiz, columns, palette), palette);
  const below = belowOf(state, page, columns, frame);
  const predicted = predictedOf(page, columns, height - next.length - below.length, palette);
  const room = height - next.length - predicted.length - below.length - 2;
  const happened =
    room < 2 && predicted.length > 0
      ? []
      : section(
          'WHAT JUST HAPPENED',
          newest(justHappened(page, columns, palette), Math.max(2, room), palette),
          palette,
        );
  return [...happened, ...predicted, ...next, ...below];
}

/** What has come of predictions, as much of it as there is room for. */
const predictedOf = ({ verdicts }: Page, columns: number, room: number, palette: Palette): string[] =>
  verdicts.length === 0
    ? []
    : section('YOUR PREDICTION', verdictPanel(verdicts, columns, Math.max(1, room - 2), palette), palette);

function title(state: ViewState, page: Page, columns: number, palette: Palette): string {
  const where = `${LIFECYCLE.indexOf(page.lifecycle) + 1}/${LIFECYCLE.length} ${page.lifecycle}`;
  const isPast = state.at < state.pages.length - 1;
  const name = page.step === undefined ? 'the end' : where;
  const { reference, process } = page.story.request;
  const image = process.rootfs?.directory ?? reference.repository.replace(/^library\//, '');
  const badge = page.story.badge;
  const what = isPast ? `looking back: stop ${state.at + 1} of ${state.pages.length}` : printable(image);
  const left = cut(`${what} · ${name}`, columns - 14 - badge.length);
  const gap = ' '.repeat(Math.max(1, columns - 13 - left.length - badge.length));
  return ` ${palette.heading('learn-run')} ${palette.quiet(left)}${gap}${palette.done(badge)}`;
}

const section = (name: string, lines: readonly string[], palette: Palette) => [
  '',
  ` ${palette.heading(name)}`,
  ...lines,
];

function justHappened(page: Page, columns: number, palette: Palette): string[][] {
  const failure = failedStep(page);
  const failed = failure === undefined ? [] : [failedLines(failure, columns, palette)];
  if (page.justHappened.length === 0) {
    const quiet = wrap(printable(quietWords(page), 2048), columns - 2).map((line) => ` ${palette.quiet(line)}`);
    return failed.length > 0 ? failed : [quiet];
  }
  return [...page.justHappened.map((evidence) => sentence(evidence, columns, palette)), ...failed];
}

function failedLines(
  { sentence: text, hint }: NonNullable<ReturnType<typeof failedStep>>,
  columns: number,
  palette: Palette,
) {
  const [first = '', ...more] = wrap(printable(text, 2048), columns - 10);
  const hints = hint.flatMap((line) => wrap(line, columns - 10)).map((line) => palette.heading(line));
  return [` ${palette.wrong('FAILED')}  ${first}`, ...[...more, ...hints].map((line) => `         ${line}`)];
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
  return [
    ...(left === 0 ? [] : [` ${palette.quiet(`… and ${left} before that: the pane evidence has all`)}`]),
    ...kept.flat(),
  ];
}

function comesNext(page: Page, columns: number, palette: Palette): string[] {
  const description = wrap(page.description, columns - 2).map((line) => ` ${line}`);
  const detail =
    page.detail === undefined ? [] : wrap(printable(page.detail), columns - 2).map((line) => ` ${palette.here(line)}`);
  const spec = page.spec === undefined ? [] : [` ${palette.quiet(cut(page.spec, columns - 2))}`];
  return [...detail, ...description, ...spec];
}

/** What moves: the layers while they come, else the container's last words when it has ended. */
function belowOf(state: ViewState, page: Page, columns: number, { rows, palette }: Frame): string[] {
  if (state.at < state.pages.length - 1) return [];
  if (state.isWorking && state.layers.length > 0) return section('THE LAYERS', layers(state, columns), palette);
  const hasRoom = rows >= 30;
  if (page.step !== undefined && !(page.lifecycle === 'containerExit' && hasRoom)) return [];
  const written = state.output.slice(0, state.output.findLastIndex((line) => line !== '') + 1);
  const output = written.slice(hasRoom ? -5 : -3).map((line) => ` │ ${cut(line, columns - 4)}`);
  return output.length === 0 ? [] : section('THE CONTAINER SAYS', output, palette);
}

const layers = (state: ViewState, columns: number) =>
  state.layers.slice(-5).map((layer) => ` ${cut(liveLayerLine(layer, columns - 2), columns - 2)}`);
