import { printable } from '../../../engine/image/printable.ts';
import type { Decision } from '../../../machines/actors/pace.ts';
import { lessonPane } from '../../panes/lesson.ts';
import { PANES, type Pane, type PaneName } from '../../panes/pane.ts';
import { newestPane, paneFor } from '../../panes/panes.ts';
import type { Asked } from '../../predict/predictions.ts';
import type { LayerProgress } from '../layer-line.ts';
import type { Look } from './look.ts';
import type { Page } from './page.ts';
import type { Palette } from './palette.ts';

/** The stop itself, one pane on the whole screen, the commands to check it, the keys. */
export type Screen = 'stop' | 'pane' | 'commands' | 'help';

/** A line that is being typed at the bottom of the screen. */
export interface Prompt {
  readonly kind: 'search' | 'runTo' | 'change';
  readonly text: string;
}

/** What somebody is asked to predict, and what they have put in so far. */
export interface Quiz {
  readonly asked: Asked;
  /** Index of the choice that the cursor is on. */
  readonly chosen: number;
  /** The digits of a number that is wanted. */
  readonly typed: string;
}

/** What the driver has to do after a key. */
export type Deed =
  | { readonly kind: 'decide'; readonly decision: Decision }
  | { readonly kind: 'answer'; readonly given: string | undefined }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'change'; readonly text: string }
  | { readonly kind: 'shell' | 'inspector' | 'suspend' | 'auto' };

/** Everything that the view is drawn from. */
export interface ViewState {
  /** Every stop so far; the last one is where the run stands. */
  readonly pages: readonly Page[];
  /** Index of the page on the screen. */
  readonly at: number;
  readonly screen: Screen;
  readonly look: Look;
  /** The command that the cursor is on, on their own screen. */
  readonly command: number;
  readonly prompt: Prompt | undefined;
  readonly quiz: Quiz | undefined;
  /** A sentence in place of the keys, until the next key. */
  readonly message: string | undefined;
  /** Seconds until the run goes on by itself; undefined where it waits. */
  readonly countdown: number | undefined;
  /** True between a decision and the next stop. */
  readonly isWorking: boolean;
  /** What was asked for by the last key; the driver takes it from here. */
  readonly deed: Deed | undefined;
  readonly layers: readonly LayerProgress[];
  /** The last lines that the container wrote. */
  readonly output: readonly string[];
}

/** What the view is drawn with, and keys are understood by. */
export interface Frame {
  readonly columns: number;
  readonly rows: number;
  readonly palette: Palette;
  readonly isPresenting?: boolean;
  /** The text about a state. */
  readonly lessonOf: (state: string) => Parameters<typeof lessonPane>[0];
}

const NO_LOOK: Look = { pane: 'lesson', cursor: 0, toggled: new Set(), query: '' };

export const INITIAL: ViewState = {
  pages: [],
  at: 0,
  screen: 'stop',
  look: NO_LOOK,
  command: 0,
  prompt: undefined,
  quiz: undefined,
  message: undefined,
  countdown: undefined,
  isWorking: true,
  deed: undefined,
  layers: [],
  output: [],
};

/** The next stop is reached: the pane that tells most about it is opened, unless it is only a further part of the same step. */
export function withPage(state: ViewState, page: Page): ViewState {
  const before = state.pages.at(-1);
  const isSameStep = page.detail !== undefined && before?.step === page.step && before?.detail !== undefined;
  const pane = isSameStep ? state.look.pane : page.detail === undefined ? newestPane(page.story) : 'syscalls';
  const pages = [...state.pages, page];
  return { ...atPage({ ...state, pages }, pages.length - 1, pane), isWorking: false, quiz: undefined };
}

/** The view of the page with that index. */
export function atPage(state: ViewState, at: number, pane?: PaneName): ViewState {
  const page = state.pages[at];
  const name = pane ?? (page === undefined ? 'lesson' : newestPane(page.story));
  const look = { ...state.look, pane: name, cursor: startOf(name) };
  return { ...state, at, screen: 'stop', look, command: 0, prompt: undefined, deed: undefined };
}

/** Of kernel calls the last one is what happens now; the view keeps the cursor within the rows. */
export const startOf = (name: PaneName): number => (name === 'syscalls' ? Number.MAX_SAFE_INTEGER : 0);

/** The page on the screen; undefined before the first stop. */
export const pageOn = ({ pages, at }: ViewState): Page | undefined => pages[at];

/** The pane that is looked at. */
export function paneOn(state: ViewState, frame: Pick<Frame, 'lessonOf'>): Pane {
  const page = pageOn(state);
  if (page === undefined) return lessonPane(undefined);
  const name = state.look.pane;
  if (name !== 'lesson') return paneFor(name, page.story);
  const lesson = frame.lessonOf(page.step ?? 'completed');
  const known = LESSONS.get(page);
  const pane = known ?? lessonPane(lesson);
  LESSONS.set(page, pane);
  return pane;
}

const LESSONS = new WeakMap<Page, Pane>();

/** The panes in their order, each with whether there is anything in it. */
export function panesOn(state: ViewState): readonly { readonly name: PaneName; readonly isEmpty: boolean }[] {
  const story = pageOn(state)?.story;
  return PANES.map((name) => ({
    name,
    isEmpty: name !== 'lesson' && (story === undefined || paneFor(name, story).document === undefined),
  }));
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

/** A sentence for the person, until the next key. */
export const withMessage = (state: ViewState, message: string): ViewState => ({
  ...state,
  message: printable(message, 1024),
});

/** A question is put before the stop is. */
export const withQuiz = (state: ViewState, asked: Asked): ViewState => ({
  ...state,
  quiz: { asked, chosen: 0, typed: '' },
  isWorking: false,
});
