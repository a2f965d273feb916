import type { Decision } from '../../machines/actors/pace.ts';
import type { Evidence } from '../../machines/evidence.ts';
import type { StepName } from '../../machines/steps.ts';
import type { Failure } from '../../machines/story.ts';
import type { Asked } from '../predict/predictions.ts';
import type { Sink } from './output-display.ts';
import type { ProgressDisplay } from './pull-progress.ts';
import type { Page } from './step-view/page.ts';

/** Takes a person through a run stop by stop: a screen on a terminal, lines of text elsewhere. */
export interface Stepper extends ProgressDisplay {
  /** Shows the page and resolves with what the person decides. */
  ask(page: Page): Promise<Decision>;
  /** Whether somebody elsewhere wants to stop before this step, besides. */
  isBreakpoint?(step: StepName): boolean;
  /** Puts a question about what comes next; resolves with one of its choices or a number, undefined for no guess. */
  predict(page: Page, asked: Asked): Promise<string | undefined>;
  /** The question that is put was answered elsewhere; undefined: nobody wanted to guess. */
  predicted(given: string | undefined): void;
  /** The page that is shown was answered elsewhere: nobody is to be asked about it any more. */
  answered(decision: Decision): void;
  /** Tells what was found at a step, as it is found. */
  tell(evidence: Evidence): void;
  /** Tells that a step has failed, why, and what to try. */
  tellFailure(step: StepName, failure: Failure): void;
  /** Shows the last page until the person has read it; afterwards the terminal is as it was. Idempotent. */
  finish(page: Page): Promise<void>;
  /** Gives the terminal back at once, from wherever. Idempotent. */
  close(): void;
  /** True while a shell has the terminal: what is typed there is meant for it. */
  readonly isLent: boolean;
  /** Where the container's output has to go, so that it and the screen do not run into each other. */
  readonly sinks: { readonly stdout: Sink; readonly stderr: Sink };
}
