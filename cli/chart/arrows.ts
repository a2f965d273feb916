import { type Chart, type ChartTransition, statesOf } from './model.ts';
import { kindOf, type TransitionKind, transitionWords } from './words.ts';

/** Where the arrows begin that hold wherever the chart is: a box of its own, since the frame of the picture has none. */
export const ANYWHERE = '*anywhere';

/** One line in a picture: every transition from one state to another. */
export interface Arrow {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly kind: TransitionKind;
  /** One line for each transition; none in a picture without words. */
  readonly labels: readonly string[];
}

/** What is drawn as lines: two transitions between the same two states share one, or they would lie on each other. */
export function arrowsOf(chart: Chart): Arrow[] {
  const ends = chart.transitions.flatMap((transition) => transition.targets.map((target) => ({ transition, target })));
  const invoked = invokedBy(chart);
  const groups = Map.groupBy(ends, ({ transition, target }) => arrowId(transition.source, target, chart));
  return [...groups].map(([id, group]) => arrowFrom(id, group, chart, invoked));
}

/** The name of the arrow that a transition belongs to. */
const arrowId = (source: string, target: string, { root }: Pick<Chart, 'root'>): string =>
  `${source === root.id ? ANYWHERE : source}→${target}`;

function arrowFrom(
  id: string,
  group: readonly { readonly transition: ChartTransition; readonly target: string }[],
  { root, wordless }: Chart,
  invoked: ReadonlyMap<string, readonly string[]>,
): Arrow {
  const { transition, target } = group[0]!;
  const kinds = group.map((one) => kindOf(one.transition));
  return {
    id,
    source: transition.source === root.id ? ANYWHERE : transition.source,
    target,
    kind: kinds.every((kind) => kind === 'error') ? 'error' : (kinds.find((kind) => kind !== 'error') ?? 'event'),
    labels: wordless
      ? []
      : [...new Set(group.map((one) => transitionWords(one.transition, invoked.get(one.transition.source) ?? [])))],
  };
}

const invokedBy = ({ root }: Chart) =>
  new Map(statesOf(root).map(({ id, invokes }) => [id, invokes.map((actor) => actor.id)]));

/** The transitions that no arrow shows, by their state: the event is handled, and the state stays. */
export function staysOf(chart: Chart): Map<string, string[]> {
  const silent = chart.transitions.filter(({ targets }) => targets.length === 0);
  return new Map(
    statesOf(chart.root).flatMap(({ id }) => {
      const mine = silent.filter(({ source }) => source === id).map((silence) => transitionWords(silence, []));
      return mine.length === 0 ? [] : [[id, mine] as const];
    }),
  );
}
