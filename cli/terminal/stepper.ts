import type { Decision } from '../../machines/actors/pace.ts';
import type { Evidence } from '../../machines/evidence.ts';
import type { Sink } from './output-display.ts';
import type { ProgressDisplay } from './pull-progress.ts';
import type { Page } from './step-view/page.ts';

/** Takes a person through a run stop by stop: a screen on a terminal, lines of text elsewhere. */
export interface Stepper extends ProgressDisplay {
  /** Shows the page and resolves with what the person decides. */
  ask(page: Page): Promise<Decision>;
  /** The page that is shown was answered elsewhere: nobody is to be asked about it any more. */
  answered(decision: Decision): void;
  /** Tells what was found at a step, as it is found. */
  tell(evidence: Evidence): void;
  /** Shows the last page until the person has read it; afterwards the terminal is as it was. Idempotent. */
  finish(page: Page): Promise<void>;
  /** Gives the terminal back at once, from wherever. Idempotent. */
  close(): void;
  /** Where the container's output has to go, so that it and the screen do not run into each other. */
  readonly sinks: { readonly stdout: Sink; readonly stderr: Sink };
}
