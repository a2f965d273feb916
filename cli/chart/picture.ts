import { LayoutMissing } from './errors.ts';
import { chaptersOf, fold } from './fold.ts';
import type { Layout } from './layout.ts';
import layouts from './layouts.json' with { type: 'json' };
import { MACHINES, type MachineName } from './machines.ts';
import { type Chart, chartOf } from './model.ts';

/** A chart, and where everything of it goes. */
export interface Picture {
  readonly chart: Chart;
  readonly layout: Layout;
}

/**
 * The picture of a machine with all its chapters open, or with none of them, or with one. The places were found ahead
 * of time, by `.dev/layouts.ts`: to find them takes a program of 1.5 MB.
 *
 * @throws LayoutMissing where the chart was never laid out that way
 */
export function pictureOf(machine: MachineName, open?: readonly string[]): Picture {
  const chart = chartOf(MACHINES[machine]);
  const chapters = open ?? chaptersOf(chart);
  // JSON knows no tuples.
  const ways = layouts[machine] as unknown as Readonly<Record<string, Layout>>;
  const layout = ways[chapters.join()];
  if (layout === undefined) throw new LayoutMissing(machine, chapters);
  return { chart: fold(chart, chapters), layout };
}
