import { MACHINES } from '../chart/machines.ts';
import { type Chart, type ChartState, chartOf, statesOf } from '../chart/model.ts';
import { scenePictures } from '../chart/scenes.ts';
import { figure } from '../chart/svg.ts';
import { transitionWords } from '../chart/words.ts';
import type { Charts, StateWords } from './page/messages.ts';

/** The charts as the page shows them: drawn, and with what each state says about itself. */
export function charts(): Charts {
  const models = Object.values(MACHINES).map(chartOf);
  const states = models.flatMap((chart) => statesOf(chart.root).map((state) => [state.id, wordsOf(state, chart)]));
  const drawings = Object.entries(scenePictures()).map(([name, { chart, layout }]) => [name, figure(chart, layout)]);
  return { drawings: Object.fromEntries(drawings), states: Object.fromEntries(states) };
}

function wordsOf({ id, key, kind, description, lesson, spec, invokes }: ChartState, chart: Chart): StateWords {
  const actors = invokes.map((actor) => actor.id);
  const ways = chart.transitions
    .filter(({ source }) => source === id)
    .map((way) => ({ words: transitionWords(way, actors), target: way.targets[0] ?? '' }));
  return { key, machine: chart.id, kind, description, lesson, spec, invokes: invokes.map(({ src }) => src), ways };
}
