import type { Pace } from '../../machines/actors/contract.ts';
import { type Decision, type PaceListener, stepwise } from '../../machines/actors/pace.ts';
import type { RunInspector } from '../inspector/run-inspector.ts';
import type { Io } from '../io.ts';
import { describeStep } from './step-view/describe.ts';

export interface BreakpointOptions {
  readonly inspector: RunInspector;
  readonly listener: PaceListener;
  readonly interrupt: () => void;
  readonly stderr: Io['stderr'];
  /** Resolves when nobody is to be asked any more. */
  readonly haste: Promise<Decision>;
}

/** A run that nobody steps through stops all the same where somebody has set a breakpoint in the page. */
export function untilBreakpoint({ inspector, listener, interrupt, stderr, haste }: BreakpointOptions): Pace {
  return stepwise({
    ...listener,
    grain: 'none',
    isBreakpoint: (step) => inspector.isBreakpoint(step),
    ask(pause, signal) {
      stderr.write(
        `learn-run: stopped before ${pause.step}, as the inspector's page wants it: go on there, or Ctrl-C\n`,
      );
      const { sentence, spec } = describeStep(pause.step);
      const { decision, settle } = inspector.ask({ ...pause, description: sentence, spec });
      signal.addEventListener('abort', () => settle('quit'), { once: true });
      void haste.then(settle);
      return Promise.race([decision, haste]);
    },
    onQuit: interrupt,
  });
}
