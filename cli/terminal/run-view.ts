import type { InspectionEvent } from 'xstate';
import type { Actors, Pace } from '../../machines/actors/contract.ts';
import { atOnce, type Decision, type PaceListener } from '../../machines/actors/pace.ts';
import type { RunOutput } from '../../machines/run.ts';
import type { Story } from '../../machines/story.ts';
import { exitCodeOf } from '../exit-code.ts';
import type { RunInspector } from '../inspector/run-inspector.ts';
import type { Io } from '../io.ts';
import type { RunOptions } from '../options/run-options.ts';
import type { Stepping } from '../options/stepping.ts';
import type { Verdict } from '../predict/answer.ts';
import { endingOf } from './ending.ts';
import { type Sink, sinkOf } from './output-display.ts';
import { type ProgressDisplay, pullProgress } from './pull-progress.ts';
import type { StopDeeds } from './stop-deeds.ts';
import { untilBreakpoint } from './until-breakpoint.ts';

/** What a view tells others, besides what the pace does. */
export interface ViewListener extends PaceListener {
  /** A prediction has come out, or the run has ended before it could. */
  onVerdict?(verdict: Verdict): void;
}

/** What a person sees of a run, and how they steer it. */
export interface RunView {
  readonly progress: ProgressDisplay;
  /** True where nobody wants to hear how a pull moves on. */
  readonly isQuiet?: boolean;
  readonly sinks: { readonly stdout: Sink; readonly stderr: Sink };
  /** True where somebody looks at the evidence. */
  readonly isWatched: boolean;
  /** Told of whatever goes on in the charts, where somebody wants to see it. */
  readonly inspect?: (inspected: InspectionEvent) => void;
  /** The same actors, told of to whoever wants to hear what they do. */
  readonly actors?: (actors: Actors) => Actors;
  /** The pace that belongs to this view; the listener hears of everything too. */
  pace(listener: ViewListener, interrupt: () => void): Pace;
  /** True while a shell has the terminal: Ctrl-C is meant for what runs there. */
  isLent(): boolean;
  /** Shows how it ended; resolves when the person has seen it. */
  finish(output: RunOutput): Promise<void>;
  /** From now on nobody is asked any more: a signal wants the run to end. */
  hurry(): void;
  /** Gives the terminal back. Idempotent. */
  close(): void;
}

/** How a run is to be seen, and what it is. */
export interface RunViewOptions {
  readonly options: Pick<RunOptions, 'quiet' | 'plain' | 'interactive' | 'present' | 'json'>;
  readonly io: Io;
  readonly subject: Pick<Story, 'request' | 'badge'>;
  /** What a person may do to the run at a stop. */
  readonly deeds: Pick<StopDeeds, 'change'>;
  /** Shows the same in a browser. */
  readonly inspector?: RunInspector | undefined;
}

/** The view that was asked for: none but docker's own lines, or one that stops, whose code is loaded for it. */
export async function runView(stepping: Stepping | undefined, viewOptions: RunViewOptions): Promise<RunView> {
  const { inspector, options } = viewOptions;
  const shown = stepping === undefined ? plainView(viewOptions) : await openSteppingView(stepping, viewOptions);
  const view = { ...shown, isQuiet: options.quiet === true };
  return inspector === undefined ? view : inspectedView(view, inspector);
}

async function openSteppingView(stepping: Stepping, viewOptions: RunViewOptions): Promise<RunView> {
  const { steppingView } = await import('./stepping-view.ts');
  const { stepperFor } = await import('./stepper-for.ts');
  return steppingView(stepping, viewOptions, (interrupt) => stepperFor(stepping, viewOptions, interrupt));
}

/** What a page has to hear of, whatever the pace. */
function inspectedView(view: RunView, inspector: RunInspector): RunView {
  return {
    ...view,
    isWatched: true,
    inspect: inspector.inspect,
    actors: (actors) => inspector.actors(actors),
    sinks: inspector.sinks(view.sinks),
    pace(listener, interrupt) {
      inspector.onInterrupt(() => {
        view.hurry();
        interrupt();
      });
      const onVerdict = (verdict: Verdict) => {
        inspector.verdict(verdict);
        listener.onVerdict?.(verdict);
      };
      return view.pace({ ...listener, onVerdict }, interrupt);
    },
    async finish(output) {
      const { error, exitCode = error === undefined ? undefined : exitCodeOf(error) } = output;
      inspector.end({ sentence: endingOf(output), exitCode, error });
      await view.finish(output);
    },
  };
}

function plainView({ io, inspector }: RunViewOptions): RunView {
  const { stdout, stderr } = io;
  const progress = pullProgress(stderr);
  const haste = Promise.withResolvers<Decision>();
  return {
    progress,
    sinks: { stdout: sinkOf(stdout), stderr: sinkOf(stderr) },
    isWatched: false,
    pace: (listener, interrupt) =>
      inspector === undefined
        ? atOnce(listener)
        : untilBreakpoint({ inspector, listener, interrupt, stderr, haste: haste.promise }),
    isLent: () => false,
    finish: async () => progress.end(),
    hurry: () => haste.resolve('runOn'),
    close: () => progress.end(),
  };
}
