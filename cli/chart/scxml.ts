import type { Chart, ChartState, ChartTransition } from './model.ts';
import { element, xmlText } from './xml.ts';

/** Where the names of actions live: SCXML itself knows none. */
const ACTIONS = 'https://stately.ai/xstate';

/**
 * The chart as W3C SCXML 1.0, for whichever tool reads that. Guards become calls of functions, actions elements of a
 * namespace of their own, and the endings of actors the events that SCXML has for them.
 */
export function scxml({ root, transitions }: Chart): string {
  const top = element(
    'scxml',
    {
      xmlns: 'http://www.w3.org/2005/07/scxml',
      'xmlns:xstate': ACTIONS,
      version: '1.0',
      datamodel: 'ecmascript',
      name: root.key,
      initial: idOf(root.id),
    },
    [`\n${drawState(root, transitions, '  ')}\n`],
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${top}\n`;
}

function drawState(state: ChartState, transitions: readonly ChartTransition[], indent: string): string {
  const name = { atomic: 'state', compound: 'state', parallel: 'parallel', final: 'final' }[state.kind];
  const deeper = `${indent}  `;
  const initial = state.initial === undefined ? undefined : idOf(state.initial);
  const children = [
    ...(state.description === '' ? [] : [`<!-- ${comment(state.description)} -->`]),
    ...actionsIn('onentry', state.entry),
    ...actionsIn('onexit', state.exit),
    ...state.invokes.map(({ id, src }) => element('invoke', { id, src, type: ACTIONS })),
    ...transitions.filter(({ source }) => source === state.id).map(drawTransition),
  ].map((line) => `${deeper}${line}\n`);
  const inner = state.states.map((one) => `${drawState(one, transitions, deeper)}\n`);
  const all = [...children, ...inner];
  const body = all.length === 0 ? [] : ['\n', ...all, indent];
  return indent + element(name, { id: idOf(state.id), initial }, body);
}

function drawTransition({ source, targets, event, guard, actions }: ChartTransition): string {
  // XState stays inside where the target lies inside; SCXML has to be told.
  const isInside = targets.length > 0 && targets.every((target) => target.startsWith(`${source}.`));
  const attributes = {
    event: eventOf(event),
    cond: guard === undefined ? undefined : `${guard}()`,
    target: targets.length === 0 ? undefined : targets.map(idOf).join(' '),
    type: isInside ? 'internal' : undefined,
  };
  return element('transition', attributes, actions.map(drawAction));
}

const actionsIn = (name: string, actions: readonly string[]) =>
  actions.length === 0 ? [] : [element(name, {}, actions.map(drawAction))];

const drawAction = (name: string) => element('xstate:action', { name });

/** SCXML's own names of the endings (sections 5.10.1 and 6.4); a missing event stands for "as soon as you can". */
function eventOf(event: string): string | undefined {
  if (event === '') return undefined;
  const [, ending, actor] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(event) ?? [];
  if (ending === 'done') return `done.invoke.${actor}`;
  if (ending === 'error') return actor === '*' ? 'error' : `error.platform.${actor}`;
  const [, state] = /^xstate\.done\.state\.(.+)$/.exec(event) ?? [];
  return state === undefined ? event.replaceAll(/\s+/g, '_') : `done.state.${idOf(state)}`;
}

/** An XML name: what cannot stand in one becomes its number. */
const idOf = (id: string) =>
  id.replace(/[^A-Za-z0-9.]/g, (sign) => `_x${sign.charCodeAt(0).toString(16)}`).replace(/^(?=[^A-Za-z])/, '_');

/** Two hyphens would end the comment. */
const comment = (text: string) => xmlText(text.replaceAll('--', '- -')).replace(/-$/, '- ');
