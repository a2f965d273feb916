// Lays the charts out: for every way in which their chapters can be open that the command draws, and for the page's scenes.
// `node .dev/layouts.ts` writes cli/chart/layouts.json; with --check it only says whether that is fresh.
import { readFileSync, writeFileSync } from 'node:fs';
import elk from 'elkjs';
import { chaptersOf, fold } from '../cli/chart/fold.ts';
import { type Direction, fromElk, type Layout, toElk } from '../cli/chart/layout.ts';
import { MACHINES } from '../cli/chart/machines.ts';
import { type Chart, chartOf } from '../cli/chart/model.ts';
import { scenes } from '../cli/chart/scenes.ts';

const FILE = new URL('../cli/chart/layouts.json', import.meta.url);

async function main(isCheck: boolean): Promise<number> {
  const fresh = await layoutsText();
  if (!isCheck) writeFileSync(FILE, fresh);
  else if (readFileSync(FILE, 'utf8') !== fresh) {
    process.stderr.write('cli/chart/layouts.json is out of date: run "node .dev/layouts.ts"\n');
    return 1;
  }
  return 0;
}

/** The whole file: the same charts give the same bytes. */
export async function layoutsText(): Promise<string> {
  const all: Record<string, Record<string, Layout>> = {};
  for (const [name, machine] of Object.entries(MACHINES)) all[name] = await layoutsOf(chartOf(machine));
  all.scenes = await layoutsOfScenes();
  return `${JSON.stringify(all)}\n`;
}

/** By the names of the open chapters: none, each one alone, all. */
async function layoutsOf(chart: Chart): Promise<Record<string, Layout>> {
  const chapters = chaptersOf(chart);
  const ways = new Map([[], ...chapters.map((chapter) => [chapter]), chapters].map((open) => [open.join(), open]));
  const entries: [string, Layout][] = [];
  for (const [name, open] of ways) entries.push([name, await layOut(fold(chart, open))]);
  return Object.fromEntries(entries);
}

async function layoutsOfScenes(): Promise<Record<string, Layout>> {
  const entries: [string, Layout][] = [];
  for (const [name, { chart, direction }] of Object.entries(scenes()))
    entries.push([name, await layOut(chart, direction)]);
  return Object.fromEntries(entries);
}

/** Where everything of one chart goes. */
export async function layOut(chart: Chart, direction: Direction = 'DOWN'): Promise<Layout> {
  return fromElk(await new elk.default().layout(toElk(chart, direction)));
}

if (import.meta.main) process.exitCode = await main(process.argv.includes('--check'));
