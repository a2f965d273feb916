import { setTimeout as wait } from 'node:timers/promises';
import { openCgroup } from '../../../engine/cgroup/by-path.ts';
import type { Cgroup } from '../../../engine/cgroup/cgroup.ts';
import { statsEvent } from '../../../engine/lifecycle/events.ts';
import { statusOf } from '../../../engine/lifecycle/status.ts';
import type { Run } from '../command.ts';
import { Unsupported, UsageMistake } from '../errors.ts';
import { isSet, optionOf } from '../flags.ts';
import { writeAll } from '../log.ts';

/** How often it is looked whether memory has run out, in milliseconds. */
const LOOK = 100;

export const events: Run = async (words, { store }) => {
  const [id = ''] = words.args;
  const interval = duration(optionOf(words, 'interval') ?? '5s');
  const record = store.read(id);
  if (statusOf(record) === 'stopped') throw new UsageMistake(`container with id ${id} is not running`);
  if (!record.cgroup)
    throw new Unsupported(`container ${id} has no cgroup of its own, in which the kernel could count`);
  const cgroup = openCgroup(record.cgroup);
  const tell = (event: object) => writeAll(1, `${JSON.stringify(event)}\n`);
  tell(statsEvent(id, cgroup));
  if (isSet(words, 'stats')) return 0;
  let kills = oomKills(cgroup);
  for (let next = performance.now() + interval; isThere(); ) {
    await wait(Math.min(LOOK, interval));
    const now = oomKills(cgroup);
    if (now > kills) tell({ type: 'oom', id });
    kills = now;
    if (performance.now() < next || !isThere()) continue;
    tell(statsEvent(id, cgroup));
    next += interval;
  }
  return 0;

  function isThere(): boolean {
    return store.has(id) && statusOf(record) !== 'stopped';
  }
};

function oomKills(cgroup: Cgroup): number {
  return cgroup.stats().memory.oomKills ?? 0;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration as Go writes it: `5s`, `100ms`, `1m30s`. */
function duration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const isWhole = parts.map(([part]) => part).join('') === text && parts.length > 0;
  const sum = parts.reduce((total, [, number, unit]) => total + Number(number) * UNITS[unit!]!, 0);
  if (!isWhole || sum <= 0)
    throw new UsageMistake(`duration interval must be greater than 0, got ${JSON.stringify(text)}`);
  return sum;
}
