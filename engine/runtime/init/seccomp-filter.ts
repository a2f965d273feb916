import { killQuietly } from '../../kill-quietly.ts';
import type { SeccompFilter } from '../../seccomp/filter.ts';
import { type Call, explained } from '../../stub/call.ts';
import { close } from '../../stub/calls/descriptors.ts';
import { seccompSetModeFilter } from '../../stub/calls/processes.ts';
import { InitFailed } from '../errors.ts';
import type { InitProcess } from '../init.ts';

/** A filter, and where the descriptor goes of the calls that it leaves to somebody else. */
export interface InitFilter extends SeccompFilter {
  /** Undefined where it decides on all of them. */
  readonly handOver?: (init: InitProcess, listener: number) => Promise<void>;
}

/**
 * Puts init under a filter that leaves calls to somebody else, and hands over their descriptor. Not in one message with
 * what follows: that could be a call which waits for an answer.
 */
export async function enterListenedFilter(init: InitProcess, filter: InitFilter | undefined): Promise<void> {
  if (!filter?.handOver) return;
  const [installing] = filtering(filter);
  const listener = await init.call(installing!);
  try {
    await filter.handOver(init, listener);
  } catch (error) {
    // Nobody else has the descriptor: init may wait for ever for leave to hear what comes next.
    killQuietly(init.pid);
    throw error;
  }
  await init.callSlowly([close(listener)]);
}

/** The same as calls, for a filter that decides on all of them; none where there is another, or no filter. */
export function enteringFilter(filter: InitFilter | undefined): Call<number>[] {
  return filter?.handOver ? [] : filtering(filter);
}

/**
 * The call that puts init under the filter, for good; none where there is no filter.
 *
 * Where the kernel refuses, that is a failure: to go on without the filter would be to promise what does not hold.
 */
function filtering(filter: SeccompFilter | undefined): Call<number>[] {
  if (!filter) return [];
  const refused = (cause: Error) =>
    new InitFailed(`cannot install the seccomp filter: ${cause.message}`, {
      cause,
      hint: 'Does the kernel have CONFIG_SECCOMP_FILTER? To run without a filter: --security-opt seccomp=unconfined.',
    });
  return [explained(seccompSetModeFilter(filter.flags, filter.program), refused)];
}
