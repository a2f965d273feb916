import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DetachOptions } from '../machines/actors/real/detach.ts';
import { cacheOf, homeOf } from './home.ts';
import type { Io } from './io.ts';

/** Where `bin.cjs` lies, seen from the source and from the bundle. */
const PLACES = ['./bin.cjs', '../../cli/bin.cjs'];

/** What a monitor calls when it has to be known what is to be done for its container: this very program, in this home. */
export function commandOfMonitor(io: Io): DetachOptions {
  const places = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const program = places.find((path) => existsSync(path))!;
  const { PATH = '/usr/sbin:/usr/bin:/sbin:/bin' } = io.env;
  return {
    command: [process.execPath, '--', program, 'monitored'],
    // Inside a user namespace it would take itself for root, and look in other places.
    environment: [`PATH=${PATH}`, `LEARN_RUN_HOME=${homeOf(io)}`, `XDG_CACHE_HOME=${cacheOf(io)}`],
  };
}
