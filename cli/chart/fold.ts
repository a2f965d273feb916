import type { Chart, ChartState } from './model.ts';

/** The states that can be folded: those of the outermost level that have states inside. */
export const chaptersOf = ({ root }: Chart): string[] =>
  root.states.filter(({ states }) => states.length > 0).map(({ key }) => key);

/** The chart with only the chapters in `open` showing what is inside them; arrows from within leave the folded box instead. */
export function fold(chart: Chart, open: readonly string[]): Chart {
  const standIns = new Map<string, string>();
  const states = chart.root.states.map((state) => {
    if (state.states.length === 0 || open.includes(state.key)) return state;
    for (const inner of innerOf(state)) standIns.set(inner.id, state.id);
    return { ...state, states: [], initial: undefined };
  });
  const seen = (id: string) => standIns.get(id) ?? id;
  const transitions = chart.transitions.flatMap((transition) => {
    const source = seen(transition.source);
    const targets = transition.targets.map(seen);
    const isWithin = standIns.has(transition.source) && targets.every((target) => target === source);
    return isWithin ? [] : [{ ...transition, source, targets }];
  });
  return { ...chart, root: { ...chart.root, states }, transitions };
}

const innerOf = (state: ChartState): ChartState[] => state.states.flatMap((inner) => [inner, ...innerOf(inner)]);
