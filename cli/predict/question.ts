import type { StepName } from '../../machines/steps.ts';
import type { Story } from '../../machines/story.ts';

/** What somebody is asked about the run before them. */
export interface Question {
  readonly text: string;
  /** The answers to choose from; without them a number is wanted. */
  readonly choices?: readonly string[];
}

/** What really happened. */
export interface Truth {
  readonly answer: string;
  /** Why it is so, with what this very run has shown. */
  readonly because: string;
  /** What is to be said to whoever has given one of these wrong answers. */
  readonly instead?: Readonly<Record<string, string>>;
}

/**
 * One kind of question. Pure: the same story gives the same question and the same truth, so that it can be asked of a
 * run that happens now and of one that was recorded, in a terminal and on a page.
 */
export interface QuestionKind {
  /** In kebab-case; run files keep it. */
  readonly name: string;
  /** The step before which it is asked. */
  readonly at: StepName;
  /** The question, made of what is known of this run; undefined where the run gives no cause for it. */
  readonly ask: (story: Story) => Question | undefined;
  /** The truth; undefined while the run has not shown it. */
  readonly settle: (story: Story) => Truth | undefined;
}
