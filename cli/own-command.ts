import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WakerOrder } from '../engine/waker.ts';
import type { DetachOptions } from '../machines/actors/real/detach.ts';
import { cacheOf, homeOf } from './home.ts';
import type { Io } from './io.ts';

/** Where `bin.cjs` lies, seen from the source and from the bundle. */
const PLACES = ['./bin.cjs', '../../cli/bin.cjs'];

const USUAL_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** What a monitor calls when it has to be known what is to be done for its container: this very program, in this home. */
export function commandOfMonitor(io: Io): DetachOptions {
  const { PATH = USUAL_PATH } = io.env;
  return {
    command: ownCommand('monitored'),
    // Inside a user namespace it would take itself for root, and look in other places.
    environment: [`PATH=${PATH}`, `LEARN_RUN_HOME=${homeOf(io)}`, `XDG_CACHE_HOME=${cacheOf(io)}`],
  };
}

/** What a waker calls: the same, by the person and in the places of now. */
export function commandOfWaker(io: Io): WakerOrder {
  const { PATH = USUAL_PATH, HOME, XDG_CACHE_HOME } = io.env;
  const places = { PATH, LEARN_RUN_HOME: homeOf(io), HOME, XDG_CACHE_HOME };
  return {
    command: ownCommand('woken'),
    environment: Object.entries(places).flatMap(([name, value]) => (value === undefined ? [] : `${name}=${value}`)),
  };
}

function ownCommand(name: string): [string, ...string[]] {
  const places = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return [process.execPath, '--', places.find((path) => existsSync(path))!, name];
}
