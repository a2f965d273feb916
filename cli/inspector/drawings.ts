import { chaptersOf } from '../chart/fold.ts';
import { MACHINES, type MachineName } from '../chart/machines.ts';
import { chartOf } from '../chart/model.ts';
import { pictureOf } from '../chart/picture.ts';
import { svg } from '../chart/svg.ts';
import type { Drawings } from './page/messages.ts';

/** Every chart with no chapter open, and with each one alone: the page shows where the run is, without all the rest. */
export function drawings(): Drawings {
  const names = Object.keys(MACHINES) as MachineName[];
  return Object.fromEntries(
    names.map((name) => {
      const ways = ['', ...chaptersOf(chartOf(MACHINES[name]))];
      return [name, Object.fromEntries(ways.map((open) => [open, drawing(name, open)]))];
    }),
  );
}

function drawing(name: MachineName, open: string): string {
  const { chart, layout } = pictureOf(name, open === '' ? [] : [open]);
  // Their style stands in the page's own sheet: its policy allows no other.
  return svg(chart, layout, 'unstyled');
}
