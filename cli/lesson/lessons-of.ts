import type { Io } from '../io.ts';
import type { Lesson } from './lesson.ts';
import { packOf, readPack } from './pack.ts';
import { lessonOfState } from './states.ts';

/** Finds the lesson of a state or step; the files are read when the first one is asked for. A pack need not have all. */
export function lessonsOf(io: Pick<Io, 'env'>): (state: string) => Lesson | undefined {
  let lessons: readonly Lesson[] | undefined;
  return (state) => {
    lessons ??= readable(io);
    const id = lessonOfState(state);
    return lessons.find((lesson) => lesson.id === id);
  };
}

/** A pack that is broken is told of by `lesson verify`, and is no reason to fail a run. */
function readable(io: Pick<Io, 'env'>): readonly Lesson[] {
  try {
    return readPack(packOf(io));
  } catch {
    return [];
  }
}
