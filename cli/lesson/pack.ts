import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Io } from '../io.ts';
import { InvalidLesson, NoLessons, NoSuchLesson } from './errors.ts';
import { type Lesson, parseLesson } from './lesson.ts';
import { lessonOfState } from './states.ts';

/** The lessons that come with learn-run: `lessons/`, as seen from here and from the bundle in `dist/bin`. */
export const BUNDLED_PACK = fileURLToPath(new URL('../../lessons', import.meta.url));

/** The pack that `LEARN_RUN_LESSONS` names, a teacher's own; the bundled one where it is not set. */
export function packOf({ env }: Pick<Io, 'env'>): string {
  return env.LEARN_RUN_LESSONS ? resolve(env.LEARN_RUN_LESSONS) : BUNDLED_PACK;
}

/**
 * The lessons of a directory, by number.
 *
 * @throws NoLessons where there are none, InvalidLesson at the first that is not well-formed
 */
export function readPack(directory: string): Lesson[] {
  const lessons = filesOf(directory).map((file) => parseLesson(file, readFileSync(join(directory, file), 'utf8')));
  for (const [index, { number, id }] of lessons.entries()) {
    const same = lessons.findIndex((other) => other.number === number || other.id === id);
    if (same !== index) throw new InvalidLesson(id, `its number or name is that of ${lessons[same]!.id} too`);
  }
  return lessons;
}

function filesOf(directory: string): string[] {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    throw new NoLessons(directory, error);
  }
  const files = names.filter((name) => /^\d.*\.md$/.test(name)).sort();
  if (files.length === 0) throw new NoLessons(directory);
  return files;
}

/** The lesson with this number or id, or the one that explains this state of a chart. Throws `NoSuchLesson`. */
export function findLesson(lessons: readonly Lesson[], wanted: string): Lesson {
  const id = /^\d+$/.test(wanted) ? undefined : (lessonOfState(wanted) ?? wanted);
  const found =
    lessons.find((lesson) => lesson.id === wanted) ??
    lessons.find((lesson) => lesson.number === Number(wanted) || lesson.id === id);
  if (found === undefined) throw new NoSuchLesson(wanted);
  return found;
}
