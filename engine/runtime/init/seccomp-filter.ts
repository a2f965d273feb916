import type { SeccompFilter } from '../../seccomp/filter.ts';
import { type Call, explained } from '../../stub/call.ts';
import { seccompSetModeFilter } from '../../stub/calls/processes.ts';
import { InitFailed } from '../errors.ts';

/**
 * The call that puts init under the filter, for good; none where there is no filter.
 *
 * Where the kernel refuses, that is a failure: to go on without the filter would be to promise what does not hold.
 */
export function filtering(filter: SeccompFilter | undefined): Call<number>[] {
  if (!filter) return [];
  const refused = (cause: Error) =>
    new InitFailed(`cannot install the seccomp filter: ${cause.message}`, {
      cause,
      hint: 'Does the kernel have CONFIG_SECCOMP_FILTER? To run without a filter: --security-opt seccomp=unconfined.',
    });
  return [explained(seccompSetModeFilter(filter.flags, filter.program), refused)];
}
