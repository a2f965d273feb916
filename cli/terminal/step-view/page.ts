import { printable } from '../../../engine/image/printable.ts';
import type { Json } from '../../../engine/json.ts';
import type { Pause } from '../../../machines/actors/pace.ts';
import type { Evidence } from '../../../machines/evidence.ts';
import type { LifecycleState, StepName } from '../../../machines/steps.ts';
import { failureOf, type Story } from '../../../machines/story.ts';
import type { Verdict } from '../../predict/answer.ts';
import { describeStep } from './describe.ts';

/** What a person has before them at one stop of a run. */
export interface Page {
  /** The step that waits; undefined on the last page, when the run is over. */
  readonly step: StepName | undefined;
  readonly lifecycle: LifecycleState;
  /** Path of the state within its chart: `imageCheck.lookingUp`. */
  readonly state: string;
  /** What within the step comes next: a request, a system call. */
  readonly detail: string | undefined;
  /** What the chart says about the state. */
  readonly description: string;
  readonly spec: string | undefined;
  readonly justHappened: readonly Evidence[];
  /** What is known about what comes next. */
  readonly facts: Readonly<Record<string, Json>>;
  /** The run as far as it has been told. */
  readonly story: Story;
  /** What has come of predictions since the last stop. */
  readonly verdicts: readonly Verdict[];
  /** On the last page: what the shell sees; undefined where the program never ended by itself. */
  readonly exitCode?: number | undefined;
}

/** What a page has besides the pause itself. */
export type PageContext = Pick<Page, 'story' | 'verdicts'>;

/** The page for a stop, with what the chart says about the step that waits. */
export function pageOf({ step, lifecycle, state, detail, justHappened, facts }: Pause, context: PageContext): Page {
  const { sentence, spec } = describeStep(step);
  return { step, lifecycle, state, detail, description: sentence, spec, justHappened, facts, ...context };
}

/** The last page: what happened since the last stop, and how it ended. */
export function lastPage(
  justHappened: readonly Evidence[],
  ending: string,
  context: PageContext & Pick<Page, 'exitCode'>,
): Page {
  return {
    step: undefined,
    lifecycle: 'containerCleanup',
    state: '',
    detail: undefined,
    description: ending,
    spec: undefined,
    justHappened,
    facts: {},
    ...context,
  };
}

/** What to say at a stop since whose last one nothing was found: within a step there is a kernel call at least. */
export function quietWords({ story: { told }, step }: Pick<Page, 'story' | 'step'>): string {
  const now = step === undefined ? told.length : told.findLastIndex(({ kind }) => kind === 'turn');
  const turn = told[now];
  if (turn?.kind === 'turn' && turn.answered !== undefined) return turn.answered;
  const before = told.slice(0, Math.max(0, now)).at(-1);
  if (before === undefined) return 'Nothing yet: this is the start.';
  if (before.kind !== 'turn' || before.detail === undefined) return 'Nothing new since the last stop.';
  return `${before.detail}: done. What the kernel answered is told when init is ready.`;
}

/** What has failed, in one sentence, and what is known about it; undefined where nothing has. */
export function failedStep({ story }: Pick<Page, 'story'>): { sentence: string; hint: readonly string[] } | undefined {
  const failure = failureOf(story);
  return failure && { sentence: `${failure.step} failed: ${failure.message}`, hint: hintLines(failure.hint) };
}

/** The lines of a hint that say something, fit to be printed. */
export function hintLines(hint: string): string[] {
  return hint.split('\n').flatMap((line) => (line.trim() === '' ? [] : [printable(line.trim(), 2048)]));
}
