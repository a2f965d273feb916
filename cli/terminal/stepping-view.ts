import { recordedError } from '../../engine/record/entry.ts';
import type { Pace } from '../../machines/actors/contract.ts';
import { type Decision, type Pause, stepwise } from '../../machines/actors/pace.ts';
import { Interrupted } from '../../machines/errors.ts';
import type { Evidence } from '../../machines/evidence.ts';
import type { RunOutput } from '../../machines/run.ts';
import type { StepName } from '../../machines/steps.ts';
import { inspectedStepper } from '../inspector/inspected-stepper.ts';
import type { Stepping } from '../options/stepping.ts';
import type { Verdict } from '../predict/answer.ts';
import { Predictions } from '../predict/predictions.ts';
import { StoryTeller } from '../story-teller.ts';
import { endingOf } from './ending.ts';
import type { Sink } from './output-display.ts';
import type { RunView, RunViewOptions, ViewListener } from './run-view.ts';
import { lastPage, type Page, pageOf } from './step-view/page.ts';
import type { Stepper } from './stepper.ts';

/** A view that stops, shows, and asks. */
export function steppingView(
  stepping: Stepping,
  { subject, inspector }: RunViewOptions,
  stepperFor: (interrupt: () => void) => Stepper,
): RunView {
  const view = new SteppingView(stepping, new StoryTeller(subject), (interrupt) => {
    const terminal = stepperFor(interrupt);
    return inspector === undefined ? terminal : inspectedStepper(terminal, inspector);
  });
  // Plain functions, so that whoever adds to the view may take it apart.
  return {
    isWatched: true,
    progress: view.progress,
    sinks: view.sinks,
    pace: (listener, interrupt) => view.pace(listener, interrupt),
    isLent: () => view.isLent(),
    finish: (output) => view.finish(output),
    hurry: () => view.hurry(),
    close: () => view.close(),
  };
}

class SteppingView {
  readonly progress: Stepper;
  readonly sinks: RunView['sinks'];
  readonly #stepping: Stepping;
  readonly #teller: StoryTeller;
  readonly #stepper: Stepper;
  readonly #predictions: Predictions | undefined;
  readonly #failures = new Set<unknown>();
  #untold: Evidence[] = [];
  #listener: ViewListener = {};
  #interrupt = () => {};
  #isHurried = false;
  /** Resolves when nobody is asked any more, also for whoever is being asked. */
  readonly #inHurry = Promise.withResolvers<Decision>();

  constructor(stepping: Stepping, teller: StoryTeller, stepperFor: (interrupt: () => void) => Stepper) {
    this.#stepping = stepping;
    this.#teller = teller;
    this.#stepper = stepperFor(() => this.#quit());
    this.#predictions = stepping.predict === undefined ? undefined : new Predictions(stepping.predict === 'all');
    this.progress = this.#stepper;
    const { stdout, stderr } = this.#stepper.sinks;
    this.sinks = { stdout: this.#told('stdout', stdout), stderr: this.#told('stderr', stderr) };
  }

  pace(listener: ViewListener, interrupt: () => void): Pace {
    this.#listener = listener;
    this.#interrupt = interrupt;
    const { grain, breakpoints, breaksOnError } = this.#stepping;
    const teller = this.#teller.listener;
    return stepwise({
      ...listener,
      grain,
      breakpoints,
      breaksOnError,
      onTurn: (step, detail, facts) => {
        teller.onTurn?.(step, detail, facts);
        listener.onTurn?.(step, detail, facts);
      },
      onEvidence: (evidence) => {
        this.#untold.push(evidence);
        teller.onEvidence?.(evidence);
        this.#stepper.tell(evidence);
        listener.onEvidence?.(evidence);
      },
      onEnded: (step, ending) => {
        teller.onEnded?.(step, ending);
        if ('error' in ending) this.#tellFailure(step, ending.error);
        listener.onEnded?.(step, ending);
      },
      isWanted: (step) =>
        this.#predictions !== undefined && this.#predictions.questionsAt(step, this.#teller.story()).length > 0,
      isBreakpoint: (step) => this.#stepper.isBreakpoint?.(step) ?? false,
      ask: (pause) => this.#ask(pause),
      onQuit: interrupt,
    });
  }

  isLent(): boolean {
    return this.#stepper.isLent;
  }

  async finish(output: RunOutput): Promise<void> {
    const verdicts = this.#verdicts();
    // Whoever has quit does not want to turn one more page.
    if (this.#isHurried || output.error instanceof Interrupted) this.#stepper.close();
    else await this.#stepper.finish(this.#lastPage(output, verdicts));
    for (const lost of this.#predictions?.close() ?? []) this.#listener.onVerdict?.(lost);
  }

  hurry(): void {
    this.#isHurried = true;
    this.#inHurry.resolve('runOn');
  }

  close(): void {
    this.#stepper.close();
  }

  #quit(): void {
    this.hurry();
    this.#interrupt();
  }

  /** Each failure once, where it happened: it travels up as the same object. Whoever has quit knows that they have. */
  #tellFailure(step: StepName, error: unknown): void {
    if (error instanceof Interrupted || this.#failures.has(error)) return;
    this.#failures.add(error);
    this.#stepper.tellFailure(step, recordedError(error));
  }

  /** First the questions, then the stop itself. */
  async #ask(pause: Pause): Promise<Decision> {
    this.#untold = [];
    if (this.#isHurried) return 'runOn';
    const story = this.#teller.story();
    const page = pageOf(pause, { story, verdicts: this.#verdicts() });
    const questions = pause.detail === undefined ? this.#predictions?.questionsAt(pause.step, story) : undefined;
    for (const asked of questions ?? []) {
      const given = await Promise.race([
        this.#stepper.predict(page, asked),
        this.#inHurry.promise.then(() => undefined),
      ]);
      this.#predictions!.take(asked, given);
    }
    const decision = await Promise.race([this.#stepper.ask(page), this.#inHurry.promise]);
    // At the cleanup, which goes on in any case, that means: without one more page.
    if (decision === 'quit') this.#isHurried = true;
    return decision;
  }

  /** What has come of predictions since the last time. */
  #verdicts(): readonly Verdict[] {
    const verdicts = this.#predictions?.settle(this.#teller.story()) ?? [];
    for (const verdict of verdicts) this.#listener.onVerdict?.(verdict);
    return verdicts;
  }

  #lastPage(output: RunOutput, verdicts: readonly Verdict[]): Page {
    const score = this.#predictions?.score();
    const ending = [endingOf(output), score].filter(Boolean).join(' ');
    return lastPage(this.#untold, ending, { story: this.#teller.story(), verdicts, exitCode: output.exitCode });
  }

  #told(stream: 'stdout' | 'stderr', sink: Sink): Sink {
    return (chunk) => {
      this.#teller.output(stream, chunk);
      return sink(chunk);
    };
  }
}
