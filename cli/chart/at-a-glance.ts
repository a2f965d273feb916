import { fold } from './fold.ts';
import type { Chart, ChartState, ChartTransition } from './model.ts';

/** The outermost states by their names alone, and those within that happen side by side: what a run is, in one line. */
export function atAGlance(chart: Chart): Chart {
  const parallel = chart.root.states.filter(({ kind }) => kind === 'parallel').map(({ key }) => key);
  const folded = fold(chart, parallel);
  const regions = new Set(folded.root.states.flatMap(({ states }) => states.map(({ id }) => id)));
  const shown = new Set(folded.root.states.flatMap((state) => [state.id, ...state.states.map(({ id }) => id)]));
  return {
    ...folded,
    wordless: true,
    root: { ...folded.root, states: folded.root.states.map((state) => nameOnly(state, regions)) },
    transitions: onOneLine(
      folded.root,
      folded.transitions.filter(
        ({ source, targets }) => source === chart.root.id || [source, ...targets].every((id) => shown.has(id)),
      ),
    ),
  };
}

/**
 * Without the ways back to the line from a state that no shown way leads to: it stands aside with its end, or else the
 * line would be three lines, and its words too small to be read.
 */
function onOneLine(root: ChartState, transitions: readonly ChartTransition[]): ChartTransition[] {
  const ends = new Set(root.states.filter(({ kind }) => kind === 'final').map(({ id }) => id));
  const isOnLine = (id: string) =>
    id === root.id || id === root.initial || transitions.some(({ targets }) => targets.includes(id));
  return transitions.filter(({ source, targets }) => isOnLine(source) || targets.every((id) => ends.has(id)));
}

function nameOnly(state: ChartState, regions: ReadonlySet<string>): ChartState {
  const states = regions.has(state.id) ? [] : state.states.map((inner) => nameOnly(inner, regions));
  const initial = states.length === 0 || state.kind === 'parallel' ? undefined : state.initial;
  return { ...state, description: '', invokes: [], initial, states };
}
