import type { Decision } from '../../../machines/actors/pace.ts';
import type { LayerProgress } from '../layer-line.ts';
import { type Page, panesOf } from './page.ts';
import { rowsOf } from './tree.ts';

export type Screen = 'overview' | 'closer' | 'commands' | 'help';

/** Everything that the view is drawn from. */
export interface ViewState {
  /** Every stop so far; the last one is where the run stands. */
  readonly pages: readonly Page[];
  /** Index of the page on the screen. */
  readonly at: number;
  readonly screen: Screen;
  /** True between a decision and the next stop. */
  readonly isWorking: boolean;
  /** What was decided by the last key; the driver takes it from here. */
  readonly decision: Decision | undefined;
  readonly pane: number;
  readonly cursor: number;
  /** The paths that are closed, each with its page and pane in front. */
  readonly folded: ReadonlySet<string>;
  /** How many lines a page of the closer look has: one screen. */
  readonly height: number;
  readonly layers: readonly LayerProgress[];
  /** The last lines that the container wrote. */
  readonly output: readonly string[];
}

export const INITIAL: ViewState = {
  pages: [],
  at: 0,
  screen: 'overview',
  isWorking: true,
  decision: undefined,
  pane: 0,
  cursor: 0,
  folded: new Set(),
  height: 16,
  layers: [],
  output: [],
};

/** A key as node:readline reports it. */
export interface Key {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly shift?: boolean | undefined;
}

/** The next stop is reached. */
export function withPage(state: ViewState, page: Page): ViewState {
  const pages = [...state.pages, page];
  return { ...state, ...TOP, pages, at: pages.length - 1, screen: 'overview', isWorking: false, decision: undefined };
}

/** A layer moved on. */
export function withLayer(state: ViewState, layer: LayerProgress): ViewState {
  const isKnown = state.layers.some(({ digest }) => digest === layer.digest);
  const layers = state.layers.map((old) => (old.digest === layer.digest ? layer : old));
  return { ...state, layers: isKnown ? layers : [...layers, layer] };
}

/** The container wrote these lines; the last few are kept for the screen. */
export function withOutput(state: ViewState, lines: readonly string[]): ViewState {
  return { ...state, output: [...state.output, ...lines].slice(-200) };
}

/** The view after one key. Pure: the same state and key give the same view. */
export function update(state: ViewState, key: Key): ViewState {
  if (key.ctrl && key.name === 'c') return decide(state, 'quit');
  const keys = state.screen === 'closer' ? CLOSER : state.screen === 'overview' ? OVERVIEW : ASIDE;
  const act = keys[nameOf(key)];
  return act === undefined ? state : act(state);
}

type Act = (state: ViewState) => ViewState;

const TOP = { pane: 0, cursor: 0 };

const nameOf = (key: Key) => {
  const named = key.name === 'tab' && key.shift ? 'shift-tab' : key.name;
  const written = key.sequence ?? '';
  return /^[?G]$/.test(written) ? written : (named ?? written);
};

const decide = (state: ViewState, decision: Decision): ViewState =>
  state.isWorking && decision !== 'quit'
    ? state
    : { ...state, ...TOP, decision, isWorking: true, screen: 'overview', at: state.pages.length - 1 };

/** Turns the page: forward through what was seen already, and at its end into the run. */
const next: Act = (state) =>
  state.at < state.pages.length - 1 ? { ...state, ...TOP, at: state.at + 1 } : decide(state, 'next');

const back: Act = (state) => ({ ...state, ...TOP, at: Math.max(0, state.at - 1) });

const show =
  (screen: Screen): Act =>
  (state) =>
    state.pages.length === 0 ? state : { ...state, ...TOP, screen };

const OVERVIEW: Record<string, Act> = {
  return: next,
  enter: next,
  space: next,
  n: next,
  right: next,
  d: (state) => decide(state, 'detail'),
  r: (state) => decide(state, 'runOn'),
  q: (state) => decide(state, 'quit'),
  b: back,
  left: back,
  l: show('closer'),
  c: show('commands'),
  '?': show('help'),
};

/** Screens that are only read: everything leads back. */
const close = show('overview');
const ASIDE: Record<string, Act> = {
  escape: close,
  q: close,
  return: close,
  space: close,
  b: close,
  c: close,
  n: close,
  l: show('closer'),
  '?': close,
};

const toPane =
  (by: number): Act =>
  (state) => {
    const count = panesOf(state.pages[state.at] as Page).length;
    return count === 0 ? state : { ...state, pane: (state.pane + by + count) % count, cursor: 0 };
  };

const move =
  (by: (state: ViewState) => number): Act =>
  (state) => {
    const last = visibleRows(state).length - 1;
    return { ...state, cursor: Math.max(0, Math.min(last, state.cursor + by(state))) };
  };

const toggle: Act = (state) => {
  const row = visibleRows(state)[state.cursor];
  if (row?.isFolded === undefined) return state;
  const folded = new Set(state.folded);
  const name = `${foldPrefix(state)}${row.path}`;
  if (!folded.delete(name)) folded.add(name);
  return { ...state, folded };
};

const CLOSER: Record<string, Act> = {
  ...ASIDE,
  b: close,
  l: close,
  n: close,
  c: show('commands'),
  '?': show('help'),
  tab: toPane(1),
  right: toPane(1),
  'shift-tab': toPane(-1),
  left: toPane(-1),
  return: toggle,
  space: toggle,
  j: move(() => 1),
  down: move(() => 1),
  k: move(() => -1),
  up: move(() => -1),
  pagedown: move(({ height }) => height),
  pageup: move(({ height }) => -height),
  g: move(() => Number.NEGATIVE_INFINITY),
  home: move(() => Number.NEGATIVE_INFINITY),
  G: move(() => Number.POSITIVE_INFINITY),
  end: move(() => Number.POSITIVE_INFINITY),
};

const foldPrefix = ({ at, pane }: ViewState) => `${at}.${pane}:`;

/** The lines of the pane that is looked at, without those that are folded away. */
export function visibleRows(state: ViewState) {
  const page = state.pages[state.at];
  const pane = page && panesOf(page)[state.pane];
  if (pane === undefined) return [];
  const prefix = foldPrefix(state);
  const folded = [...state.folded].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return rowsOf(pane.document, new Set(folded), pane.notes);
}
