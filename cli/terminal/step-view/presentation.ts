import { printable } from '../../../engine/image/printable.ts';
import { LIFECYCLE } from '../../../machines/steps.ts';
import { banner } from './banner.ts';
import { failedStep, type Page, quietWords } from './page.ts';
import { panePart } from './pane-screen.ts';
import { progressOf } from './progress.ts';
import { quizPanel, verdictPanel } from './quiz-panel.ts';
import type { Frame, ViewState } from './state.ts';
import { stations } from './stations.ts';
import { wrap } from './text.ts';

/** Lines longer than this are hard to follow from the last row of a classroom. */
const WIDEST = 66;

/** The stop for a projector: the name of the state in large letters, one sentence, what comes next, and room around it. */
export function presentation(state: ViewState, page: Page, frame: Frame): string[] {
  const { columns, rows, palette } = frame;
  const width = Math.min(columns - 6, WIDEST);
  const lines = [
    '',
    ...name(page, frame),
    '',
    stations(progressOf(state, page), columns - 2, palette)[0]!.replace(/^/, '  '),
    '',
    ...middle(state, page, frame, width).map((line) => `  ${line}`),
  ];
  const room = rows - 2 - lines.length - 1;
  return room < 5 || state.quiz !== undefined ? lines : [...lines, '', ...panePart(state, frame, room, columns)];
}

function name({ step, lifecycle }: Page, { columns, palette }: Frame): string[] {
  const words = step === undefined ? 'the end' : lifecycle.replace(/[A-Z]/g, ' $&');
  const at = `${LIFECYCLE.indexOf(lifecycle) + 1} of ${LIFECYCLE.length}`;
  const large = banner(words, columns - 6) ?? [words.toUpperCase()];
  return [...large.map((line) => `   ${palette.here(line)}`), `   ${palette.heading(step === undefined ? '' : at)}`];
}

/** A question where there is one; else what has come of the last one, what just happened, and what comes next. */
function middle(state: ViewState, page: Page, { palette, rows }: Frame, width: number): string[] {
  const isLatest = state.at === state.pages.length - 1;
  const below =
    state.quiz !== undefined && isLatest ? quizPanel(state.quiz, width, palette) : next(page, width, palette);
  const { verdicts } = page;
  const room = rows - ABOVE - below.length - 1;
  if (verdicts.length > 0) return [...verdictPanel(verdicts, width, room, palette), '', ...below];
  if (state.quiz !== undefined && isLatest) return below;
  const failure = failedStep(page);
  const newest = page.justHappened.at(-1);
  const happened = failure?.sentence ?? newest?.sentence ?? quietWords(page);
  const badge =
    failure !== undefined ? palette.wrong('FAILED') : newest === undefined ? '' : palette.done(newest.badge);
  const told = [
    ...wrap(printable(happened, 2048), width).map((line) => ` ${palette.heading(line)}`),
    ...(failure?.hint ?? []).flatMap((line) => wrap(line, width)).map((line) => ` ${line}`),
  ];
  return [...(badge === '' ? [] : [` ${badge}`]), ...told, '', ...below];
}

/** Lines around the middle: the name of the state, the stations, the keys. */
const ABOVE = 11;

function next({ step, description, detail }: Page, width: number, palette: Frame['palette']): string[] {
  const label = step === undefined ? '' : ` ${palette.key('next')}`;
  const text = wrap(printable(detail ?? description, 2048), width).map((line) => ` ${line}`);
  return label === '' ? text : [label, ...text];
}
