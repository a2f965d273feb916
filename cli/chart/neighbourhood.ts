import { type Chart, statesOf } from './model.ts';

/** One chapter of a chart, and of the others only those that an arrow leads to or comes from. */
export function neighbourhood(chart: Chart, chapter: string): Chart {
  const centre = chart.root.states.find(({ key }) => key === chapter)!;
  const own = new Set(statesOf(centre).map(({ id }) => id));
  const transitions = chart.transitions.filter(
    ({ source, targets }) => own.has(source) || targets.some((target) => own.has(target)),
  );
  const ends = new Set(transitions.flatMap(({ source, targets }) => [source, ...targets]));
  const states = chart.root.states.filter((state) => state === centre || ends.has(state.id));
  const initial = states.some(({ id }) => id === chart.root.initial) ? chart.root.initial : undefined;
  return { ...chart, root: { ...chart.root, initial, states }, transitions };
}
