import { STEPS, type StepName } from '../../../machines/steps.ts';
import { hasEnded } from '../../../machines/story.ts';
import type { Page } from './page.ts';
import type { Palette } from './palette.ts';

/** A state within one of the six, and whether it lies behind. */
interface SubState {
  readonly name: string;
  readonly isHere: boolean;
  readonly isDone: boolean;
}

/**
 * The states inside the one that the run is in, in one line: those that lie behind with a dot, the current one marked.
 * What a run does not need (a token, a pull) is left out once it is passed over.
 */
export function subStates(page: Page, columns: number, palette: Palette): string {
  const states = statesOf(page);
  const here = states.findIndex(({ isHere }) => isHere);
  const from = firstShown(states, Math.max(0, here), columns);
  const words: string[] = [];
  let used = from > 0 ? 4 : 2;
  for (const state of states.slice(from)) {
    used += state.name.length + 4;
    if (used > columns) {
      words.push(palette.quiet('…'));
      break;
    }
    words.push(word(state, palette));
  }
  return ` ${from > 0 ? palette.quiet('… ') : ''}${words.join('  ')}`;
}

function word({ name, isHere, isDone }: SubState, palette: Palette): string {
  if (isHere) return palette.here(`◉ ${name}`);
  return isDone ? palette.done(`● ${name}`) : palette.quiet(`○ ${name}`);
}

function statesOf({ step, lifecycle, story }: Page): SubState[] {
  const all = (Object.keys(STEPS) as StepName[]).filter((name) => STEPS[name].lifecycle === lifecycle);
  const at = step === undefined ? all.length : all.indexOf(step);
  return all.flatMap((name, index) => {
    const isDone = name !== step && hasEnded(story, name);
    if (index < at && !isDone && name !== step) return [];
    return [{ name: lastPart(STEPS[name].state), isHere: name === step, isDone }];
  });
}

const lastPart = (path: string) => path.slice(path.lastIndexOf('.') + 1);

/** The first state from which on the current one fits. */
function firstShown(states: readonly SubState[], here: number, columns: number): number {
  for (let from = 0; from < here; from += 1) {
    const width = states.slice(from, here + 1).reduce((sum, { name }) => sum + name.length + 4, 8);
    if (width <= columns) return from;
  }
  return here;
}
