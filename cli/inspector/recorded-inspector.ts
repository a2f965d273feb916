import type { RecordedRun } from '../../engine/record/entry.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { Archive } from './api.ts';
import { loadAssets } from './assets.ts';
import { Journal } from './journal.ts';
import { recordedStory } from './recorded-story.ts';
import { openServers } from './servers.ts';
import type { Classroom } from './share/classroom.ts';
import type { SharedPlace } from './share/own-address.ts';
import { Watchers } from './watchers.ts';

/** A recording knows no more than it tells. */
const NO_ARCHIVE: Archive = { layer: async () => undefined, blob: async () => undefined };

/** A run that is over, for whoever wants to look at it. */
export interface RecordedInspector {
  readonly watchers: Watchers;
  /** For the person; good for one use. */
  readonly address: string;
  readonly classroom: Classroom | undefined;
  /** Resolves when the pages have got the end of the story, or do not read it. Idempotent. */
  readonly close: () => Promise<void>;
}

/**
 * A server that tells a run that is over, and one for a class where that has a place; nobody can drive it.
 *
 * @throws CannotShare where nothing can listen at that place
 */
export async function openRecordedInspector(
  run: RecordedRun,
  lessons: readonly Lesson[],
  place?: SharedPlace,
): Promise<RecordedInspector> {
  const [journal, watchers] = [new Journal(), new Watchers()];
  for (const [news, at] of recordedStory(run)) journal.tell(news, at);
  const subject = { journal, assets: loadAssets(lessons), archive: NO_ARCHIVE };
  const nobodyDrives = { decide: () => false, answer: () => false, setBreakpoint: () => false };
  const onPages = (count: number) => watchers.count(count);
  const { address, classroom, close } = await openServers({ ...subject, ...nobodyDrives, place, onPages });
  return { watchers, address, classroom, close };
}
