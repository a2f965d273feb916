import { type Chart, type ChartState, statesOf } from './model.ts';

/** The chart with all of another one inside the state that invokes it: what an arrow into that state really begins. */
export function nest(chart: Chart, state: string, inner: Chart): Chart {
  const open = (outer: ChartState): ChartState =>
    outer.id === state
      ? { ...outer, kind: 'compound', initial: inner.root.initial, states: inner.root.states }
      : { ...outer, states: outer.states.map(open) };
  if (!statesOf(chart.root).some(({ id }) => id === state)) throw new Error(`${chart.id} has no state ${state}`);
  return { ...chart, root: open(chart.root), transitions: [...chart.transitions, ...inner.transitions] };
}
