/** What is read of a state in the configuration of an XState 5 machine. */
export interface StateConfig {
  readonly id?: string;
  readonly type?: string;
  readonly history?: unknown;
  readonly initial?: string | { readonly target: string };
  readonly description?: string;
  readonly meta?: unknown;
  readonly tags?: unknown;
  readonly entry?: unknown;
  readonly exit?: unknown;
  readonly on?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly always?: unknown;
  readonly onDone?: unknown;
  readonly invoke?: unknown;
  readonly states?: Readonly<Record<string, StateConfig>>;
}

interface Transition {
  readonly target?: unknown;
  readonly guard?: unknown;
  readonly actions?: unknown;
  readonly reenter?: boolean;
  readonly description?: string;
}

interface Invocation {
  readonly id?: string;
  readonly src: unknown;
  readonly onDone?: unknown;
  readonly onError?: unknown;
}

/** The same state in the words of XState 4, with the same names below it; functions by their name. */
export function v4Config(state: StateConfig): Record<string, unknown> {
  const { id, type, history, initial, description, meta, tags, states } = state;
  return withoutUndefined({
    id,
    type,
    history,
    description,
    meta,
    tags,
    initial: typeof initial === 'object' ? initial.target : initial,
    entry: listOf(state.entry).map(nameOf),
    exit: listOf(state.exit).map(nameOf),
    on: mapValues(state.on, v4Transitions),
    after: mapValues(state.after, v4Transitions),
    always: v4Transitions(state.always),
    onDone: state.onDone === undefined ? undefined : v4Transitions(state.onDone),
    invoke: listOf(state.invoke).map((invoked) => v4Invocation(invoked as Invocation)),
    states: states === undefined ? undefined : mapValues(states, v4Config),
  });
}

const v4Transitions = (transitions: unknown) => listOf(transitions).map(v4Transition);

function v4Transition(transition: unknown) {
  if (typeof transition === 'string') return { target: transition };
  const { target, guard, actions, reenter, description } = transition as Transition;
  return withoutUndefined({
    target,
    description,
    cond: guard === undefined ? undefined : nameOf(guard),
    actions: listOf(actions).map(nameOf),
    internal: target === undefined ? undefined : !reenter,
  });
}

function v4Invocation({ id, src, onDone, onError }: Invocation) {
  return withoutUndefined({
    id,
    src: nameOf(src),
    onDone: onDone === undefined ? undefined : v4Transitions(onDone),
    onError: onError === undefined ? undefined : v4Transitions(onError),
  });
}

function nameOf(thing: unknown): string {
  if (typeof thing === 'string') return thing;
  const { type, name } = thing as { readonly type?: unknown; readonly name?: unknown };
  return ([type, name].find((word) => typeof word === 'string' && word !== '') as string) ?? 'inline';
}

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const mapValues = <From, To>(record: Readonly<Record<string, From>> = {}, to: (value: From) => To) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));

const withoutUndefined = (record: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
