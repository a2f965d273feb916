import type { ApiOptions, Archive, Assets } from './api.ts';
import type { Journal } from './journal.ts';
import { InspectorServer } from './server.ts';
import { Classroom } from './share/classroom.ts';
import type { SharedPlace } from './share/own-address.ts';
import { teachersPages } from './share/teachers-pages.ts';

/** What is served, and who hears what pages want. */
export interface ServersOptions extends Pick<ApiOptions, 'decide' | 'answer' | 'setBreakpoint'> {
  readonly journal: Journal;
  readonly assets: Assets;
  readonly archive: Archive;
  /** Where a class is let in; undefined where it is not. */
  readonly place: SharedPlace | undefined;
  /** So many pages of this machine look now. */
  readonly onPages: (count: number) => void;
}

/** The servers of one story: for the pages of this machine, and for a class where that has a place. */
export interface Servers {
  /** For the person; good for one use. */
  readonly address: string;
  readonly classroom: Classroom | undefined;
  /** Resolves when all pages have got the end of the story, or do not read it. Idempotent. */
  readonly close: () => Promise<void>;
}

/** @throws CannotShare where nothing can listen at that place */
export async function openServers({ place, onPages, ...options }: ServersOptions): Promise<Servers> {
  const classroom = place && (await Classroom.open(options, place));
  const server = new InspectorServer({
    ...options,
    ...(classroom && teachersPages(classroom)),
    onPages(count, drivers) {
      onPages(count);
      classroom?.countDrivers(drivers);
    },
  });
  const close = async () => void (await Promise.all([server.close(), classroom?.close()]));
  return { address: await server.open(), classroom, close };
}
