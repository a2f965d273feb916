import type { InspectionEvent } from 'xstate';
import type { Pace } from '../../machines/actors/contract.ts';
import { atOnce, type PaceListener, stepwise } from '../../machines/actors/pace.ts';
import { Interrupted } from '../../machines/errors.ts';
import type { Evidence } from '../../machines/evidence.ts';
import type { RunOutput } from '../../machines/run.ts';
import { UsageError } from '../errors.ts';
import { inspectedStepper } from '../inspector/inspected-stepper.ts';
import type { Inspector } from '../inspector/inspector.ts';
import type { Io } from '../io.ts';
import type { RunOptions } from '../options/run-options.ts';
import type { Stepping } from '../options/stepping.ts';
import { type Sink, sinkOf } from './output-display.ts';
import { noProgress, type ProgressDisplay, pullProgress } from './pull-progress.ts';
import { stepLines } from './step-lines.ts';
import { StepScreen } from './step-view/driver.ts';
import { lastPage, pageOf } from './step-view/page.ts';
import type { Stepper } from './stepper.ts';

/** What a person sees of a run, and how they steer it. */
export interface RunView {
  readonly progress: ProgressDisplay;
  readonly sinks: { readonly stdout: Sink; readonly stderr: Sink };
  /** True where somebody looks at the evidence. */
  readonly isWatched: boolean;
  /** Told of whatever goes on in the charts, where somebody wants to see it. */
  readonly inspect?: (inspected: InspectionEvent) => void;
  /** The pace that belongs to this view; the listener hears of everything too. */
  pace(listener: PaceListener, interrupt: () => void): Pace;
  /** Shows how it ended; resolves when the person has seen it. */
  finish(output: RunOutput): Promise<void>;
  /** From now on nobody is asked any more: a signal wants the run to end. */
  hurry(): void;
  /** Gives the terminal back. Idempotent. */
  close(): void;
}

interface RunViewOptions {
  readonly options: Pick<RunOptions, 'quiet' | 'plain' | 'interactive'>;
  readonly io: Io;
  /** Shows the same in a browser. */
  readonly inspector?: Inspector | undefined;
}

/** The view that was asked for: none but docker's own lines, or one that stops. */
export function runView(stepping: Stepping | undefined, { options, io, inspector }: RunViewOptions): RunView {
  const view = stepping === undefined ? plainView(options, io) : steppingView(stepping, options, io, inspector);
  return inspector === undefined ? view : inspectedView(view, inspector);
}

/** What a page has to hear of, whatever the pace. */
function inspectedView(view: RunView, inspector: Inspector): RunView {
  return {
    ...view,
    isWatched: true,
    inspect: inspector.inspect,
    pace(listener, interrupt) {
      inspector.onInterrupt(() => {
        view.hurry();
        interrupt();
      });
      const onEvidence = (evidence: Evidence) => {
        inspector.evidence(evidence);
        listener.onEvidence?.(evidence);
      };
      return view.pace({ ...listener, onEvidence }, interrupt);
    },
    async finish(output) {
      await view.finish(output);
      inspector.end(endingOf(output));
    },
  };
}

function plainView({ quiet }: RunViewOptions['options'], { stdout, stderr }: Io): RunView {
  const progress = quiet ? noProgress : pullProgress(stderr);
  return {
    progress,
    sinks: { stdout: sinkOf(stdout), stderr: sinkOf(stderr) },
    isWatched: false,
    pace: (listener) => atOnce(listener),
    finish: async () => progress.end(),
    hurry() {},
    close: () => progress.end(),
  };
}

function steppingView(
  { grain, breakpoints }: Stepping,
  options: RunViewOptions['options'],
  io: Io,
  inspector: Inspector | undefined,
): RunView {
  let quit = () => {};
  let isHurried = false;
  const terminal = stepperFor(options, io, () => quit());
  const stepper = inspector === undefined ? terminal : inspectedStepper(terminal, inspector);
  const untold: Evidence[] = [];
  return {
    progress: stepper,
    sinks: stepper.sinks,
    isWatched: true,
    pace(listener, interrupt) {
      quit = () => {
        isHurried = true;
        interrupt();
      };
      return stepwise({
        ...listener,
        grain,
        breakpoints,
        onEvidence(evidence) {
          untold.push(evidence);
          stepper.tell(evidence);
          listener.onEvidence?.(evidence);
        },
        async ask(pause) {
          untold.length = 0;
          return isHurried ? 'runOn' : stepper.ask(pageOf(pause));
        },
        onQuit: interrupt,
      });
    },
    async finish(output) {
      // Whoever has quit does not want to turn one more page.
      if (isHurried || output.error instanceof Interrupted) stepper.close();
      else await stepper.finish(lastPage(untold, endingOf(output)));
    },
    hurry() {
      isHurried = true;
    },
    close: () => stepper.close(),
  };
}

/** A screen needs a keyboard and a terminal; in a pipe, in CI and with `--plain`, lines do. */
function stepperFor({ plain, interactive }: RunViewOptions['options'], io: Io, interrupt: () => void): Stepper {
  const isTerminal = io.stdin.isTTY === true && io.stderr.isTTY === true;
  const hasScreen = isTerminal && !plain && !io.env.CI && io.env.TERM !== 'dumb';
  if (interactive && isTerminal) {
    const hint =
      'Give the container its input from a file or a pipe: then the run is told line by line, without stops.';
    throw new UsageError('conflicting options: --step and -i both need your keyboard', 'run', hint);
  }
  if (hasScreen) return new StepScreen({ keyboard: io.stdin, stdout: io.stdout, stderr: io.stderr, interrupt });
  return stepLines({ answers: interactive ? undefined : io.stdin, stdout: io.stdout, stderr: io.stderr });
}

function endingOf({ exitCode, status, error }: RunOutput): string {
  if (error !== undefined)
    return `It failed: ${error instanceof Error ? error.message : 'something that is no error was thrown'}`;
  const by = status?.signal === undefined ? '' : `, because ${status.signal} ended the program`;
  return `Your shell sees exit code ${exitCode}${by}.`;
}
