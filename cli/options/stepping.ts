import type { Grain } from '../../machines/actors/pace.ts';
import { LIFECYCLE, STEPS } from '../../machines/steps.ts';
import { UsageError } from '../errors.ts';
import type { RunOptions } from './run-options.ts';

/** How finely a run is stepped, and where it stops in any case. */
export interface Stepping {
  readonly grain: Grain;
  readonly breakpoints: readonly string[];
}

export type SteppingOptions = Pick<RunOptions, 'step' | 'break'>;

/** What `--step` and `--break` ask for; undefined where the run does not stop. Throws `UsageError`. */
export function stepping(options: SteppingOptions): Stepping | undefined {
  if (options.step === undefined && options.break.length === 0) return undefined;
  options.break.forEach(refuseUnknownBreakpoint);
  return { grain: grainOf(options.step), breakpoints: options.break };
}

function grainOf(step: RunOptions['step']): Grain {
  if (step === undefined) return 'none';
  if (step === true) return 'lifecycle';
  if (step === 'detail' || step === 'syscall') return step;
  throw new UsageError(`invalid argument ${JSON.stringify(step)} for "--step" flag: must be "detail" or "syscall"`);
}

/** A breakpoint that nothing ever reaches is a typing error: better said now than found out by waiting. */
function refuseUnknownBreakpoint(name: string): void {
  const steps = Object.entries(STEPS).flatMap(([step, { chart, state }]) => [step, state, `${chart}.${state}`]);
  if (name.includes('*') || steps.includes(name) || (LIFECYCLE as readonly string[]).includes(name)) return;
  const hint = `The states: ${LIFECYCLE.join(', ')}.\nThe steps: ${Object.keys(STEPS).join(', ')}.`;
  throw new UsageError(
    `invalid argument ${JSON.stringify(name)} for "--break" flag: there is no such step`,
    'run',
    hint,
  );
}
