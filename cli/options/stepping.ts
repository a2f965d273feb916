import { breakpointNames, isReachable } from '../../machines/actors/breakpoints.ts';
import type { Grain } from '../../machines/actors/pace.ts';
import { LIFECYCLE } from '../../machines/steps.ts';
import { invalidArgument, UsageError } from '../errors.ts';
import { CALLS } from '../panes/meanings/syscalls.ts';
import type { RunOptions } from './run-options.ts';

/** How finely a run is stepped, where it stops in any case, and what is asked there. */
export interface Stepping {
  readonly grain: Grain | 'none';
  readonly breakpoints: readonly string[];
  /** True to stop where something fails, before it is cleaned up. */
  readonly breaksOnError: boolean;
  /** Seconds after which a stop goes on by itself; undefined where it waits. */
  readonly auto: number | undefined;
  /** Which questions are asked about what comes next; undefined for none. */
  readonly predict: 'some' | 'all' | undefined;
}

export type SteppingOptions = Pick<
  RunOptions,
  'step' | 'break' | 'breakOnError' | 'auto' | 'predict' | 'present' | 'json' | 'dryRun'
>;

/** What the options about stepping ask for; undefined where the run does not stop. Throws `UsageError`. */
export function stepping(options: SteppingOptions): Stepping | undefined {
  if (!isAskedFor(options)) {
    if (options.json && !options.dryRun)
      throw new UsageError('--json says what happens at each step: it needs --step or --dry-run');
    return undefined;
  }
  options.break.forEach(refuseUnknownBreakpoint);
  return {
    grain: grainOf(options),
    breakpoints: options.break,
    breaksOnError: options.breakOnError === true,
    auto: secondsOf(options.auto),
    predict: predictOf(options.predict),
  };
}

const isAskedFor = ({ step, break: breakpoints, breakOnError, auto, predict, present }: SteppingOptions) =>
  breakpoints.length > 0 || [step, breakOnError, auto, predict, present].some((option) => option !== undefined);

/** Whoever names a breakpoint wants to come to it; all others begin with the six states. */
function grainOf({ step, break: breakpoints, breakOnError }: SteppingOptions): Grain | 'none' {
  if (step === true) return 'lifecycle';
  if (step === 'detail' || step === 'syscall') return step;
  if (step === undefined) return breakpoints.length > 0 || breakOnError ? 'none' : 'lifecycle';
  throw invalidArgument('--step', step, 'must be "detail" or "syscall"');
}

/** An hour is longer than any lesson. */
const MOST_SECONDS = 3600;

function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\d{1,4}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds > 0 && seconds <= MOST_SECONDS) return seconds;
  throw invalidArgument('--auto', text, `expected seconds, more than 0 and at most ${MOST_SECONDS}`);
}

function predictOf(predict: RunOptions['predict']): Stepping['predict'] {
  if (predict === undefined) return undefined;
  if (predict === true) return 'some';
  if (predict === 'all') return predict;
  throw invalidArgument('--predict', predict, 'must be "all"');
}

/** A breakpoint that nothing ever reaches is a typing error: better said now than found out by waiting. */
function refuseUnknownBreakpoint(name: string): void {
  const call = /^syscall:(.+)$/.exec(name)?.[1];
  if (name.includes('*') || (call === undefined ? isReachable(name) : CALLS_OF_INIT.has(call))) return;
  const [what, hint] =
    call === undefined
      ? ['there is no such step', namesOfSteps()]
      : ['init makes no such system call', `Those that it may make: ${[...CALLS_OF_INIT].join(', ')}.`];
  throw invalidArgument('--break', name, what, 'run', hint);
}

/** Some are told apart by what they do: `ioctl SIOCGIFFLAGS`. */
const CALLS_OF_INIT: ReadonlySet<string> = new Set(Object.keys(CALLS).map((name) => name.split(' ')[0]!));

function namesOfSteps(): string {
  const steps = breakpointNames().filter((step) => !(LIFECYCLE as readonly string[]).includes(step));
  return `The states: ${LIFECYCLE.join(', ')}.\nThe steps: ${steps.join(', ')}.\nA kernel call of init: syscall:pivot_root.`;
}
