import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** Where the arrows begin that hold for the whole chart. */
const ANYWHERE = 'anywhere';

/** One machine as a Mermaid state diagram, which GitHub and many others draw. */
export function mermaid(machine: AnyStateMachine): string {
  return ['stateDiagram-v2', ...drawInside(machine.root, arrowsOf(machine), '  ')].join('\n');
}

interface Arrow {
  /** The innermost state that holds both ends: Mermaid draws no arrow across the border of a composite state. */
  readonly holder: AnyStateNode;
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

function drawInside(parent: AnyStateNode, arrows: readonly Arrow[], indent: string): string[] {
  const children: AnyStateNode[] = Object.values(parent.states);
  const boxes = children.map((child) => drawState(child, arrows, indent));
  if (parent.type === 'parallel') return boxes.flatMap((box, index) => (index === 0 ? box : [`${indent}--`, ...box]));
  const initial = parent.initial.target[0]!;
  const hasAnywhere = arrows.some(({ holder, from }) => holder === parent && from === ANYWHERE);
  return [
    ...(hasAnywhere ? [`${indent}state "any state" as ${ANYWHERE}`] : []),
    ...boxes.flat(),
    `${indent}[*] --> ${idOf(initial)}`,
    ...joined(arrows.filter(({ holder }) => holder === parent)).map((line) => indent + line),
    ...children.filter(({ type }) => type === 'final').map((final) => `${indent}${idOf(final)} --> [*]`),
  ];
}

function drawState(state: AnyStateNode, arrows: readonly Arrow[], indent: string): string[] {
  const title = `${indent}state "${literal(state.key)}" as ${idOf(state)}`;
  if (state.type === 'atomic' || state.type === 'final') return [title];
  return [`${title} {`, ...drawInside(state, arrows, `${indent}  `), `${indent}}`];
}

/** One line for all arrows between the same two states: two arrows would be drawn over each other. */
function joined(arrows: readonly Arrow[]): string[] {
  const ends = Map.groupBy(arrows, ({ from, to }) => `${from} --> ${to}`);
  return [...ends].map(([line, same]) => {
    const labels = [...new Set(same.map(({ label }) => label))].filter((label) => label !== '');
    return labels.length === 0 ? line : `${line} : ${labels.join(' or ')}`;
  });
}

/** The states of the chart and the root, from the outside in. */
const withStates = (state: AnyStateNode): AnyStateNode[] => [state, ...Object.values(state.states).flatMap(withStates)];

const arrowsOf = (machine: AnyStateMachine): Arrow[] => withStates(machine.root).flatMap(arrowsFrom);

function arrowsFrom(state: AnyStateNode): Arrow[] {
  const choices = [...state.transitions.values(), state.always ?? []];
  return choices.flatMap((choice) =>
    choice.flatMap(({ target, eventType, guard }, index) => {
      const goal = target?.[0];
      if (!goal) return [];
      const holder = holderOf(state, goal);
      const label = [wordsFor(eventType), guard ? `if ${nameOf(guard)}` : index > 0 ? 'otherwise' : ''];
      const from = state.parent ? idOf(childOn(holder, state)) : ANYWHERE;
      return [{ holder, from, to: idOf(childOn(holder, goal)), label: literal(label.filter(Boolean).join(' ')) }];
    }),
  );
}

function holderOf(from: AnyStateNode, to: AnyStateNode): AnyStateNode {
  let holder = from.parent ?? from;
  while (!isInside(to, holder)) holder = holder.parent!;
  return holder;
}

const isInside = (state: AnyStateNode, holder: AnyStateNode): boolean =>
  state.parent === holder || (state.parent !== undefined && isInside(state.parent, holder));

/** The state itself, or whichever of its ancestors lies directly in the holder. */
const childOn = (holder: AnyStateNode, state: AnyStateNode): AnyStateNode =>
  state.parent === holder ? state : childOn(holder, state.parent!);

/** A word for Mermaid; what is no letter and no digit becomes its number, so that no two states share one. */
const idOf = (state: AnyStateNode) =>
  state.path.map((key) => key.replace(/[^A-Za-z0-9]/g, (sign) => `_x${sign.codePointAt(0)!.toString(16)}`)).join('_');

/** Mermaid reads colons, semicolons, quotes and line ends as its own, and some of HTML: they are given by number. */
const literal = (text: string) =>
  text.replace(/[\p{Cc}"#&:;<>]/gu, (sign) => (sign < ' ' ? ' ' : `#${sign.codePointAt(0)};`));

function wordsFor(eventType: string): string {
  const [, ending, actor] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(eventType) ?? [];
  if (actor) return `${actor === '*' ? 'any actor' : actor} ${ending === 'done' ? 'done' : 'fails'}`;
  return eventType.startsWith('xstate.done.state.') ? 'done' : eventType;
}

const nameOf = (guard: unknown) => (typeof guard === 'string' ? guard : (guard as { type: string }).type);
