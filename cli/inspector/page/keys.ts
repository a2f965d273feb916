import { followRun } from './chart.tsx';
import { followTeacher } from './class.ts';
import { answer, decide, goBack, goOn, isLookingBack, toggleBreakpoint } from './driving.ts';
import { changeSize, THEMES, theme } from './looks.ts';
import { NOW } from './model/chronicle.ts';
import { turnPane } from './panes.tsx';
import { asking, goTo, length, moment, selected } from './store.ts';

const shownMoment = () => (moment.value === NOW ? length.value : moment.value);

const KEYS: Readonly<Record<string, () => void>> = {
  n: goOn,
  ' ': goOn,
  b: goBack,
  d: () => decide('detail'),
  D: () => decide('coarser'),
  r: () => decide('runOn'),
  R: () => decide('toEnd'),
  q: () => decide('quit'),
  p: () => selected.value !== undefined && toggleBreakpoint(selected.value),
  f: followRun,
  g: followTeacher,
  s: () => dispatchEvent(new Event('learn-run-class')),
  ArrowLeft: () => goTo(shownMoment() - 1),
  ArrowRight: () => isLookingBack() && goTo(shownMoment() + 1),
  '[': () => turnPane(-1),
  ']': () => turnPane(1),
  '+': () => changeSize(1),
  '-': () => changeSize(-1),
  t: () => {
    theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length]!;
  },
  '?': () => dispatchEvent(new Event('learn-run-help')),
  Escape: () => {
    if (selected.value !== undefined) selected.value = undefined;
    else moment.value = NOW;
  },
};

/** The keys that hold wherever the focus is, but where somebody types, or a button or list has a use for them. */
export function listenToKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event)) return;
    const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : choiceOf(event.key);
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

/** A digit answers the question that is open; 0 does without a guess. */
function choiceOf(key: string): (() => void) | undefined {
  if (!/^\d$/.test(key) || asking.value === undefined) return undefined;
  const choice = Number(key) - 1;
  const isThere = choice < (asking.value.choices?.length ?? 0);
  return isThere ? () => answer(choice < 0 ? null : choice) : undefined;
}

function isBusy({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog') !== null) return true;
  if (target instanceof HTMLSelectElement) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'range' || key.startsWith('Arrow');
  // The space bar presses the button that has the focus.
  return key === ' ' && (target instanceof HTMLButtonElement || target.tagName === 'SUMMARY');
}
