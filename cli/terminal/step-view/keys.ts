import type { Decision } from '../../../machines/actors/pace.ts';
import { PANES, type PaneName } from '../../panes/pane.ts';
import { commandsOn } from './commands.ts';
import { allClosed, allOpened, find, toggled, visibleRows } from './look.ts';
import { bodyHeight, lookFrame } from './pane-screen.ts';
import { typed } from './prompt.ts';
import { pressedInQuiz } from './quiz-keys.ts';
import {
  atPage,
  type Deed,
  type Frame,
  pageOn,
  paneOn,
  type Screen,
  startOf,
  type ViewState,
  withMessage,
} from './state.ts';

/** A key as node:readline reports it. */
export interface Key {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly shift?: boolean | undefined;
  /** True where an Escape came right before it: with Alt, or because both were sent at once. */
  readonly meta?: boolean | undefined;
}

/** The keys that were pressed: none of ours is one with Alt, so that an Escape before another key is an Escape. */
export function keysOf(key: Key): readonly Key[] {
  if (!key.meta || key.sequence?.[0] !== ESCAPE || key.sequence.length !== 2) return [key];
  const { meta: _, ...plain } = key;
  return [
    { name: 'escape', sequence: ESCAPE },
    { ...plain, sequence: key.sequence.slice(1) },
  ];
}

const ESCAPE = '\x1b';

/** The view after one key. Pure: the same state, key and frame give the same view. */
export function update(state: ViewState, key: Key, frame: Frame): ViewState {
  const fresh = { ...state, message: undefined };
  if (key.ctrl && key.name === 'c') return decide(fresh, 'quit');
  if (key.ctrl && key.name === 'z') return doing(fresh, { kind: 'suspend' });
  if (state.prompt !== undefined) return typed(fresh, key, frame);
  if (state.quiz !== undefined && state.screen === 'stop') {
    const answered = pressedInQuiz(fresh, state.quiz, key);
    if (answered !== undefined) return answered;
  }
  const act = KEYS[state.screen][nameOf(key)];
  return act === undefined ? fresh : act(fresh, frame);
}

type Act = (state: ViewState, frame: Frame) => ViewState;

/** Letters that mean something else in capitals, and signs, by what was typed; everything else by the name of the key. */
function nameOf(key: Key): string {
  if (key.name === 'tab' && key.shift) return 'shift-tab';
  const written = key.sequence ?? '';
  return /^[?/[\]+*A-Z-]$/.test(written) ? written : (key.name ?? written);
}

const doing = (state: ViewState, deed: Deed): ViewState => ({ ...state, deed });

function decide(state: ViewState, decision: Decision): ViewState {
  if (state.isWorking && decision !== 'quit') return state;
  const latest = atPage(state, state.pages.length - 1, state.look.pane);
  return { ...latest, deed: { kind: 'decide', decision }, isWorking: true, quiz: undefined };
}

/** A question that was put is answered before the run goes on. */
const unlessAsked =
  (act: Act): Act =>
  (state, frame) =>
    state.quiz === undefined
      ? act(state, frame)
      : withMessage(state, 'First the question: Esc leaves it without an answer.');

const deciding = (decision: Decision): Act => unlessAsked((state) => decide(state, decision));

/** Turns the page: forward through what was seen already, and at its end into the run. */
const next: Act = unlessAsked((state) =>
  state.at < state.pages.length - 1 ? atPage(state, state.at + 1) : decide(state, 'next'),
);

const back: Act = (state) => atPage(state, Math.max(0, state.at - 1));

const show =
  (screen: Screen): Act =>
  (state) =>
    pageOn(state) === undefined ? state : { ...state, screen, command: 0 };

/** The stop that is looked at from afar cannot be changed any more. */
const atLatest =
  (act: Act): Act =>
  (state, frame) =>
    state.at === state.pages.length - 1
      ? act(state, frame)
      : withMessage(state, 'This is an earlier stop: Enter leads forward.');

const ask =
  (kind: 'search' | 'runTo' | 'change'): Act =>
  (state) =>
    pageOn(state) === undefined ? state : { ...state, prompt: { kind, text: '' } };

const toPane = (state: ViewState, name: PaneName): ViewState => ({
  ...state,
  look: { ...state.look, pane: name, cursor: startOf(name) },
});

const turnPanes =
  (by: number): Act =>
  (state) =>
    toPane(state, PANES[(PANES.indexOf(state.look.pane) + by + PANES.length) % PANES.length]!);

/** 1 is the first pane, 0 the tenth. */
const numbered = Object.fromEntries(
  PANES.slice(0, 10).map((name, at): [string, Act] => [String((at + 1) % 10), (state) => toPane(state, name)]),
);

const move =
  (by: (height: number) => number): Act =>
  (state, frame) => {
    const last = Math.max(0, visibleRows(paneOn(state, frame), state.look, lookFrame(frame)).length - 1);
    const from = Math.min(state.look.cursor, last);
    const cursor = Math.max(0, Math.min(last, from + by(bodyHeight(frame))));
    return { ...state, look: { ...state.look, cursor } };
  };

const toggle: Act = (state, frame) => {
  const pane = paneOn(state, frame);
  const rows = visibleRows(pane, state.look, lookFrame(frame));
  const row = rows[Math.min(state.look.cursor, rows.length - 1)];
  if (row?.isFolded === undefined) return state;
  return { ...state, look: { ...state.look, toggled: toggled(state.look, pane, row.path) } };
};

const search =
  (direction: 1 | -1): Act =>
  (state, frame) => {
    if (state.look.query === '') return withMessage(state, 'Nothing was searched for yet: / begins a search.');
    const found = find(paneOn(state, frame), state.look, lookFrame(frame), direction);
    if (found === undefined) return withMessage(state, `Not found: ${state.look.query}`);
    return { ...state, look: { ...state.look, ...found } };
  };

/** The command at the bottom of the screen, or the one that the cursor is on. */
const copyCommand: Act = (state, frame) => {
  const line = commandsOn(state, frame)[state.command];
  return line === undefined
    ? withMessage(state, 'There is no command to copy here.')
    : doing(state, { kind: 'copy', text: line });
};

const copyRow: Act = (state, frame) => {
  const rows = visibleRows(paneOn(state, frame), state.look, lookFrame(frame));
  const row = rows[Math.min(state.look.cursor, rows.length - 1)];
  const text = row && (row.beside ?? row.value);
  return text ? doing(state, { kind: 'copy', text }) : withMessage(state, 'There is nothing to copy in this line.');
};

const MOVES: Record<string, Act> = {
  j: move(() => 1),
  down: move(() => 1),
  k: move(() => -1),
  up: move(() => -1),
  pagedown: move((height) => height),
  pageup: move((height) => -height),
  g: move(() => Number.MIN_SAFE_INTEGER),
  home: move(() => Number.MIN_SAFE_INTEGER),
  G: move(() => Number.MAX_SAFE_INTEGER),
  end: move(() => Number.MAX_SAFE_INTEGER),
};

const PANE_KEYS: Record<string, Act> = {
  tab: turnPanes(1),
  ']': turnPanes(1),
  'shift-tab': turnPanes(-1),
  '[': turnPanes(-1),
  ...numbered,
};

const STOP: Record<string, Act> = {
  ...MOVES,
  ...PANE_KEYS,
  return: next,
  enter: next,
  space: next,
  n: next,
  right: next,
  d: deciding('detail'),
  D: deciding('coarser'),
  r: deciding('runOn'),
  R: deciding('toEnd'),
  t: unlessAsked(atLatest(ask('runTo'))),
  q: (state) => decide(state, 'quit'),
  b: back,
  left: back,
  l: show('pane'),
  z: show('pane'),
  '/': (state, frame) => ask('search')(show('pane')(state, frame), frame),
  c: show('commands'),
  y: copyCommand,
  e: unlessAsked(atLatest(ask('change'))),
  s: atLatest((state) => doing(state, { kind: 'shell' })),
  i: (state) => doing(state, { kind: 'inspector' }),
  p: (state) => doing(state, { kind: 'auto' }),
  '?': show('help'),
};

/** Everything leads back. */
const close = show('stop');
const ASIDE: Record<string, Act> = { escape: close, q: close, b: close };

const PANE: Record<string, Act> = {
  ...ASIDE,
  ...MOVES,
  ...PANE_KEYS,
  l: close,
  z: close,
  return: toggle,
  space: toggle,
  '+': (state, frame) => ({ ...state, look: { ...state.look, toggled: allOpened(state.look, paneOn(state, frame)) } }),
  '-': (state, frame) => ({
    ...state,
    look: { ...state.look, cursor: 0, toggled: allClosed(state.look, paneOn(state, frame), lookFrame(frame)) },
  }),
  '/': ask('search'),
  n: search(1),
  N: search(-1),
  c: show('commands'),
  y: copyCommand,
  Y: copyRow,
  '?': show('help'),
};

const chooseCommand =
  (by: number): Act =>
  (state, frame) => {
    const last = commandsOn(state, frame).length - 1;
    return { ...state, command: Math.max(0, Math.min(last, state.command + by)) };
  };

const COMMANDS: Record<string, Act> = {
  ...ASIDE,
  c: close,
  l: show('pane'),
  j: chooseCommand(1),
  down: chooseCommand(1),
  k: chooseCommand(-1),
  up: chooseCommand(-1),
  y: copyCommand,
  return: copyCommand,
  '?': show('help'),
};

const HELP: Record<string, Act> = { ...ASIDE, return: close, space: close, '?': close };

const KEYS: Readonly<Record<Screen, Record<string, Act>>> = {
  stop: STOP,
  pane: PANE,
  commands: COMMANDS,
  help: HELP,
};
