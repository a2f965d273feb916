import { fail } from '../setup.mjs';

/** Ends with 125, which says that nothing was tried: .ci/run tells it from a test that failed by that. */
export function cannotBeMade(why, details) {
  return fail(`the virtual machine cannot be made: ${why}`, details);
}
