import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** A statechart as plain data: everything that a picture of it shows, and nothing that works. */
export interface Chart {
  readonly id: string;
  readonly description: string;
  readonly root: ChartState;
  /** The ids of the outermost states that are no ends: each has a colour, in every picture of the chart the same. */
  readonly chapters: readonly string[];
  /** In the order in which the charts are written: of two that fit, the first is taken. */
  readonly transitions: readonly ChartTransition[];
  /** True where the arrows are to be drawn without saying what they stand for. */
  readonly wordless?: true;
}

export interface ChartState {
  /** Unique within the chart: `run.imageCheck.pulling`. */
  readonly id: string;
  readonly key: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final';
  readonly description: string;
  readonly lesson: string | undefined;
  readonly spec: string | undefined;
  readonly tags: readonly string[];
  /** The id of the state that is entered first; undefined where there is none, or where all are. */
  readonly initial: string | undefined;
  /** The actors that work while the state lasts. */
  readonly invokes: readonly { readonly id: string; readonly src: string }[];
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  readonly states: readonly ChartState[];
}

export interface ChartTransition {
  readonly id: string;
  readonly source: string;
  /** Empty where the state handles the event and stays as it is. */
  readonly targets: readonly string[];
  /** XState's own name, such as `xstate.done.actor.pull`; empty where nothing has to happen. */
  readonly event: string;
  readonly guard: string | undefined;
  /** True for the last of several choices, which has no condition of its own. */
  readonly isOtherwise: boolean;
  readonly actions: readonly string[];
}

/** The chart of a machine. The machine is not run. */
export function chartOf(machine: AnyStateMachine): Chart {
  const root = stateOf(machine.root);
  return {
    id: machine.id,
    description: root.description,
    root,
    chapters: root.states.filter(({ kind }) => kind !== 'final').map(({ id }) => id),
    transitions: withInner(machine.root).flatMap(transitionsOf),
  };
}

/** The state and all inside it, from the outside in. */
export const statesOf = (state: ChartState): ChartState[] => [state, ...state.states.flatMap(statesOf)];

const withInner = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(withInner)];

function stateOf(node: AnyStateNode): ChartState {
  const meta = (node.meta ?? {}) as { readonly lesson?: string; readonly spec?: string };
  return {
    id: node.id,
    key: node.key,
    kind: node.type === 'history' ? 'atomic' : node.type,
    description: node.description ?? '',
    lesson: meta.lesson,
    spec: meta.spec,
    tags: node.tags,
    initial: node.type === 'compound' ? node.initial.target[0]?.id : undefined,
    invokes: node.invoke.map(({ id, src }) => ({ id, src: nameOf(src) })),
    entry: namesOf(node.entry),
    exit: namesOf(node.exit),
    states: Object.values(node.states as Record<string, AnyStateNode>).map(stateOf),
  };
}

function transitionsOf(node: AnyStateNode): ChartTransition[] {
  const choices = [...node.transitions.values(), node.always ?? []];
  return choices.flatMap((choice, at) =>
    choice.map(({ target, eventType, guard, actions }, index) => ({
      id: `${node.id}#${at}.${index}`,
      source: node.id,
      targets: (target ?? []).map(({ id }) => id),
      event: eventType,
      guard: guard === undefined ? undefined : nameOf(guard),
      isOtherwise: guard === undefined && index > 0,
      actions: namesOf(actions),
    })),
  );
}

/** Names without those that XState itself adds for its timers. */
const namesOf = (actions: readonly unknown[]) => actions.map(nameOf).filter((name) => !name.startsWith('xstate.'));

function nameOf(thing: unknown): string {
  if (typeof thing === 'string') return thing;
  const named = thing as { readonly type?: string; readonly name?: string };
  return named.type ?? (named.name || 'inline');
}
