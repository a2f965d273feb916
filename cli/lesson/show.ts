import { printable } from '../../engine/image/printable.ts';
import type { Output } from '../io.ts';
import { paletteFor } from '../terminal/step-view/palette.ts';
import { pad, wrap } from '../terminal/step-view/text.ts';
import type { CheckKind } from './check-kinds.ts';
import { type Lesson, NEEDS } from './lesson.ts';
import { renderMarkdown, WIDEST } from './markdown.ts';
import type { Progress } from './progress.ts';

/** What is written behind `lesson check`: some checks look for themselves. */
const WORDS: Readonly<Record<CheckKind, string>> = {
  image: '',
  fact: ' ANSWER',
  answer: ' ANSWER',
  directory: ' DIRECTORY',
  run: ' [OPTIONS] IMAGE [COMMAND]',
  container: '',
};

/** All lessons, one a line: a mark, number, title, name, minutes. */
export function listLines(lessons: readonly Lesson[], { solved, current }: Progress, out: Output): string[] {
  const palette = paletteFor(out);
  const width = Math.max(...lessons.map(({ title }) => title.length));
  const lines = lessons.map(({ number, id, title, minutes }) => {
    const isSolved = Object.hasOwn(solved, id);
    const mark = isSolved ? palette.done('solved ') : id === current ? palette.here('started') : '       ';
    return `${mark} ${String(number).padStart(2)}  ${pad(title, width)}  ${pad(id, 24)} ${String(minutes).padStart(2)} min`;
  });
  const count = lessons.filter(({ id }) => Object.hasOwn(solved, id)).length;
  return [...lines, '', `${count} of ${lessons.length} solved.`];
}

/** Some words about a lesson as they are read: its hints and its task are written as its text is. */
export function wordLines(markdown: string, out: Output): string[] {
  return renderMarkdown(markdown, { palette: paletteFor(out), width: out.columns });
}

/** What a check says: there may be words of the learner's own in it, so nothing of it is Markdown. */
export function saidLines(text: string, { columns = 80 }: Output): string[] {
  return wrap(printable(text, 4096), Math.min(columns, WIDEST));
}

/** A lesson as it is read: what it is about, its text, and what is to be done. */
export function lessonLines(lesson: Lesson, out: Output): string[] {
  const { number, title, state, minutes, needs, goal, body, check, spec, code } = lesson;
  const style = { palette: paletteFor(out), width: out.columns };
  const facts = [
    `- State: ${state ?? 'all six'}. Time: ${minutes} minutes.`,
    `- Afterwards you can: ${goal}`,
    ...needs.map((need) => `- Needs: ${NEEDS[need]}.`),
    `- The rule: ${spec.join('; ')}.`,
    `- The code: ${code.join(', ')}.`,
  ];
  const end = [
    '## Check',
    '',
    check.task,
    '',
    `When you have it: \`learn-run lesson check${WORDS[check.kind]}\`.`,
    'For a hint: `learn-run lesson hint`.',
  ];
  return renderMarkdown([`# ${number}. ${title}`, '', ...facts, '', body, '', ...end].join('\n'), style);
}
