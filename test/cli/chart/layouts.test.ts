import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { layoutsText } from '../../../.dev/layouts.ts';
import { chaptersOf } from '../../../cli/chart/fold.ts';
import { MACHINES } from '../../../cli/chart/machines.ts';
import { chartOf, statesOf } from '../../../cli/chart/model.ts';
import { pictureOf } from '../../../cli/chart/picture.ts';

const FILE = new URL('../../../cli/chart/layouts.json', import.meta.url);

it('the layouts are as fresh as the charts, and come out the same each time (if not: npm run charts)', async () => {
  expect(await layoutsText()).toBe(readFileSync(FILE, 'utf8'));
});

it('a picture shows what is inside the open chapters, and nothing inside the others', () => {
  const { chart, layout } = pictureOf('run', ['containerExit']);
  const inner = chart.root.states.map(({ key, states }) => [key, states.length]);
  expect(inner).toContainEqual(['containerExit', 3]);
  expect(inner).toContainEqual(['containerRunning', 0]);
  expect(Object.keys(layout.states)).toEqual(
    expect.arrayContaining(
      statesOf(chart.root)
        .slice(1)
        .map(({ id }) => id),
    ),
  );
});

it('an arrow from inside a folded chapter leaves its box', () => {
  const { chart } = pictureOf('container', []);
  const ends = chart.transitions.map(({ source, targets }) => `${source} → ${targets.join()}`);
  expect(ends).toContain('container.creating → container.created');
  expect(ends.some((end) => end.includes('startingInit'))).toBe(false);
});

it('a way to open it that was never laid out is refused, with those that were', () => {
  expect(chaptersOf(chartOf(MACHINES.run))).toHaveLength(4);
  expect(() => pictureOf('run', ['imageCheck', 'containerExit'])).toThrow(
    'there is no picture of run with just imageCheck and containerExit open',
  );
});
