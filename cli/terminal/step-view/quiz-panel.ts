import { printable } from '../../../engine/image/printable.ts';
import { letterOf, type Verdict, verdictLine } from '../../predict/answer.ts';
import type { Palette } from './palette.ts';
import type { Quiz } from './state.ts';
import { cut, wrap } from './text.ts';

/** The question, and what may be answered. */
export function quizPanel({ asked: { question }, chosen, typed }: Quiz, columns: number, palette: Palette): string[] {
  const text = wrap(printable(question.text, 2048), columns - 2).map((line) => ` ${line}`);
  if (question.choices === undefined) return [...text, '', ` ${palette.key('>')} ${typed}${palette.cursor(' ')}`];
  const choices = question.choices.map((choice, at) => {
    const line = cut(`${letterOf(at)}  ${printable(choice)}`, columns - 5);
    return at === chosen ? ` › ${palette.cursor(line)}` : `   ${line}`;
  });
  return [...text, '', ...choices];
}

/**
 * What came of predictions: right or not, the truth, and why. Where not all of it fits, the questions are left out, then
 * the reasons for what was right, then all reasons.
 */
export function verdictPanel(verdicts: readonly Verdict[], columns: number, room: number, palette: Palette): string[] {
  const forms = [
    verdicts.flatMap((one) => [asked(one, columns, palette), ...came(one, columns, palette), ...why(one, columns)]),
    verdicts.flatMap((one) => [...came(one, columns, palette), ...why(one, columns)]),
    verdicts.flatMap((one) => [...came(one, columns, palette), ...(one.isRight ? [] : why(one, columns))]),
    verdicts.flatMap((one) => came(one, columns, palette)),
  ];
  return forms.find(({ length }) => length <= room) ?? forms.at(-1)!.slice(0, Math.max(1, room));
}

const asked = ({ question }: Verdict, columns: number, palette: Palette) =>
  ` ${palette.quiet(cut(printable(question.text, 1024), columns - 2))}`;

function came(verdict: Verdict, columns: number, palette: Palette): string[] {
  const { isRight, given } = verdict;
  const paint = isRight ? palette.right : given === undefined ? palette.quiet : palette.wrong;
  const mark = isRight ? '✓' : given === undefined ? '·' : '✗';
  const lines = wrap(printable(verdictLine(verdict), 1024), columns - 4);
  return lines.map((line, at) => ` ${at === 0 ? paint(mark) : ' '} ${paint(line)}`);
}

const why = ({ because }: Verdict, columns: number) =>
  wrap(printable(because, 2048), columns - 4).map((line) => `   ${line}`);
