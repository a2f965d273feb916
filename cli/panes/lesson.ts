import type { Lesson } from '../lesson/lesson.ts';
import { type Pane, paneOf } from './pane.ts';

/** The lesson of the state that a run stands at. */
export function lessonPane(lesson: Pick<Lesson, 'number' | 'title' | 'body'> | undefined): Pane {
  return paneOf({
    name: 'lesson',
    title: lesson === undefined ? 'no lesson' : `lesson ${lesson.number}: ${lesson.title}`,
    document: lesson?.body,
    isMarkdown: true,
    check: lesson === undefined ? [] : [`learn-run lesson start ${lesson.number}`],
    nothing: 'The lessons have none about this state.',
  });
}
