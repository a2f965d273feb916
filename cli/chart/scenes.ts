import { atAGlance } from './at-a-glance.ts';
import { chaptersOf, fold } from './fold.ts';
import type { Direction, Layout } from './layout.ts';
import layouts from './layouts.json' with { type: 'json' };
import { MACHINES, type MachineName } from './machines.ts';
import { type Chart, chartOf } from './model.ts';
import { neighbourhood } from './neighbourhood.ts';
import { nest } from './nest.ts';
import type { Picture } from './picture.ts';

/** A part of the charts that is looked at by itself, and how it is laid out. */
export interface Scene {
  readonly chart: Chart;
  readonly direction: Direction;
}

/**
 * What a page shows while it follows a run: all six states in one line, each machine folded, and each of
 * their chapters opened with what is next to it.
 */
export function scenes(): Readonly<Record<string, Scene>> {
  const names = Object.keys(MACHINES) as MachineName[];
  return {
    glance: { chart: atAGlance(chartOf(MACHINES.run)), direction: 'RIGHT' },
    ...Object.fromEntries(names.flatMap(scenesOf)),
  };
}

/** `container`, `container.creating`, … */
function scenesOf(name: MachineName): [string, Scene][] {
  const chart = chartOf(MACHINES[name]);
  const opened = chaptersOf(chart).map((chapter) => {
    const near = neighbourhood(fold(chart, [chapter]), chapter);
    return [`${name}.${chapter}`, near] as const;
  });
  return [[name, fold(chart, [])] as const, ...opened].map(([scene, shown]) => [
    scene,
    { chart: scene === 'run.imageCheck' ? withPull(shown) : shown, direction: 'DOWN' },
  ]);
}

/** The pull is a chart of its own, and all that the state does. */
const withPull = (chart: Chart) => nest(chart, 'run.imageCheck.pulling', chartOf(MACHINES.pull));

/** The same with where everything goes. */
export function scenePictures(): Readonly<Record<string, Picture>> {
  const places = layouts.scenes as unknown as Readonly<Record<string, Layout>>;
  return Object.fromEntries(
    Object.entries(scenes()).map(([name, { chart }]) => [name, { chart, layout: places[name]! }]),
  );
}
