import type { RecordedRun } from '../../engine/record/entry.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { Archive } from './api.ts';
import { loadAssets } from './assets.ts';
import { Journal } from './journal.ts';
import { recordedStory } from './recorded-story.ts';
import { InspectorServer } from './server.ts';
import { Watchers } from './watchers.ts';

/** A recording knows no more than it tells. */
const NO_ARCHIVE: Archive = { layer: async () => undefined, blob: async () => undefined };

/** A server that tells a run that is over; nobody can drive it. */
export async function openRecordedInspector(
  run: RecordedRun,
  lessons: readonly Lesson[],
): Promise<{ readonly server: InspectorServer; readonly watchers: Watchers; readonly address: string }> {
  const [journal, watchers] = [new Journal(), new Watchers()];
  for (const [news, at] of recordedStory(run)) journal.tell(news, at);
  const server = new InspectorServer({
    journal,
    assets: loadAssets(lessons),
    archive: NO_ARCHIVE,
    decide: () => false,
    setBreakpoint: () => false,
    onPages: (count) => watchers.count(count),
  });
  return { server, watchers, address: await server.open() };
}
