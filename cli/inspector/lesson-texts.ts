import type { Lesson } from '../lesson/lesson.ts';
import { parseBlocks } from './markdown-blocks.ts';
import type { LessonText } from './page/messages.ts';

/** The lessons as the page shows them: text that is laid out, with nothing in it that a browser would carry out. */
export function lessonTexts(lessons: readonly Lesson[]): LessonText[] {
  return lessons.map(({ number, id, title, minutes, goal, body }) => ({
    number,
    id,
    title,
    minutes,
    goal,
    blocks: parseBlocks(body),
  }));
}
