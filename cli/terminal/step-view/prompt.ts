import { breakpointNames, isReachable } from '../../../machines/actors/breakpoints.ts';
import type { Key } from './keys.ts';
import { find } from './look.ts';
import { lookFrame } from './pane-screen.ts';
import { type Frame, type Prompt, paneOn, type ViewState, withMessage } from './state.ts';

/** What stands before the line that is typed. */
export const LABELS: Readonly<Record<Prompt['kind'], string>> = {
  search: '/',
  runTo: 'run to: ',
  change: 'change: ',
};

/** Longer than any line that somebody would type there. */
const LONGEST = 400;

/** The view after a key that belongs to the line at the bottom. */
export function typed(state: ViewState, key: Key, frame: Frame): ViewState {
  const prompt = state.prompt!;
  if (key.name === 'escape') return { ...state, prompt: undefined };
  if (key.name === 'return' || key.name === 'enter') return entered({ ...state, prompt: undefined }, prompt, frame);
  if (key.name === 'backspace') {
    const text = Array.from(prompt.text).slice(0, -1).join('');
    return prompt.text === '' ? { ...state, prompt: undefined } : { ...state, prompt: { ...prompt, text } };
  }
  if (key.ctrl && key.name === 'u') return { ...state, prompt: { ...prompt, text: '' } };
  if (key.name === 'tab') return { ...state, prompt: completed(prompt) };
  const written = key.ctrl ? '' : (key.sequence ?? '');
  if (!/^\P{C}+$/u.test(written) || prompt.text.length >= LONGEST) return state;
  return { ...state, prompt: { ...prompt, text: prompt.text + written } };
}

function entered(state: ViewState, { kind, text }: Prompt, frame: Frame): ViewState {
  if (kind === 'search') return searched(state, text, frame);
  if (text.trim() === '') return state;
  if (kind === 'change') return { ...state, deed: { kind: 'change', text: text.trim() } };
  return runTo(state, text.trim());
}

/** The first place from the cursor on; an empty line searches for the same words again. */
function searched(state: ViewState, text: string, frame: Frame): ViewState {
  const query = text === '' ? state.look.query : text;
  if (query === '') return state;
  const look = { ...state.look, query };
  const found = find(paneOn(state, frame), look, lookFrame(frame), 1, true);
  return found === undefined
    ? withMessage({ ...state, look }, `Not found: ${query}`)
    : { ...state, look: { ...look, ...found } };
}

function runTo(state: ViewState, name: string): ViewState {
  if (!isReachable(name))
    return withMessage(state, `There is no step ${name}. Tab helps: startInit, containerExit, syscall:mount, …`);
  return { ...state, deed: { kind: 'decide', decision: `runTo:${name}` }, isWorking: true };
}

/** What may stand in the line. */
export function hintFor({ kind, text }: Prompt): string {
  if (kind === 'search') return '';
  if (kind === 'change') return 'command WORDS   env NAME=value   memory 64m   cap +NET_RAW   cap -KILL';
  const names = namesLike(text);
  return names.length === 0 ? 'syscall:NAME, or a name with *' : names.join(' ');
}

const namesLike = (text: string) =>
  breakpointNames().filter((name) => name.toLowerCase().startsWith(text.toLowerCase()));

/** What begins like the line so far; as much as all names that do have in common. */
function completed(prompt: Prompt): Prompt {
  if (prompt.kind !== 'runTo') return prompt;
  const names = namesLike(prompt.text);
  const [first = prompt.text, ...others] = names;
  const shared = others.reduce(commonStart, first);
  return { ...prompt, text: shared.length > prompt.text.length || names.length === 1 ? shared : prompt.text };
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}
