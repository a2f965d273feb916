import { STEPS } from '../../../machines/steps.ts';
import type { Page } from './page.ts';
import type { ViewState } from './state.ts';
import type { Progress } from './stations.ts';

/** Which states were passed, by the evidence that they left: after a failure some were not. */
export function progressOf(state: ViewState, page: Page): Progress {
  const evidence = state.pages.slice(0, state.at + 1).flatMap(({ justHappened }) => justHappened);
  const passed = new Set(evidence.map(({ step }) => STEPS[step].lifecycle));
  return { here: page.step === undefined ? undefined : page.lifecycle, passed };
}
