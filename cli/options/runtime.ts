import { findRuntime } from '../../engine/runtime/foreign/find-runtime.ts';
import { UsageError } from '../errors.ts';

/** The flag that chooses who makes the container, and the one that makes none. */
export interface RuntimeFlags {
  readonly runtime?: string;
  readonly simulate?: true;
}

/** What learn-run calls itself. */
const OWN = 'learn-run';

/**
 * The absolute path of the OCI runtime that is to make the container; undefined where learn-run does so itself.
 *
 * @throws UsageError, RuntimeUnknown
 */
export function runtimeOption(
  { runtime, simulate }: RuntimeFlags,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (runtime === undefined || runtime === OWN) return undefined;
  if (simulate) throw new UsageError('conflicting options: --runtime and --simulate: nothing is made');
  return findRuntime(runtime, env.PATH ?? '', process.cwd());
}
