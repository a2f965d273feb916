import { HostUnsupported } from '../../engine/runtime/errors.ts';
import { findRuntime } from '../../engine/runtime/foreign/find-runtime.ts';
import { UsageError } from '../errors.ts';

/** The flags that choose who makes the container, and those that only learn-run itself can do. */
export interface RuntimeFlags {
  readonly runtime?: string;
  readonly dryRun?: true;
  readonly simulate?: true;
}

/** What learn-run calls itself. */
const OWN = 'learn-run';

/**
 * The absolute path of the OCI runtime that is to make the container; undefined where learn-run does so itself.
 *
 * @throws UsageError, RuntimeUnknown, HostUnsupported
 */
export function runtimeOption(
  { runtime, ...flags }: RuntimeFlags,
  env: Readonly<Record<string, string | undefined>>,
  uid: number,
): string | undefined {
  if (runtime === undefined || runtime === OWN) return undefined;
  if (flags.dryRun) refuse('--dry-run', 'the calls of another runtime cannot be worked out');
  if (flags.simulate) refuse('--simulate', 'nothing is made');
  if (uid !== 0) {
    throw new HostUnsupported(
      `--runtime ${runtime} is for root: an ordinary user's container stands on what learn-run itself does`,
      {
        hint: `With sudo, or without --runtime. For ${runtime} alone: learn-run export DIRECTORY IMAGE writes a bundle.`,
      },
    );
  }
  return findRuntime(runtime, env.PATH ?? '', process.cwd());
}

function refuse(flag: string, reason: string): never {
  throw new UsageError(`conflicting options: --runtime and ${flag}: ${reason}`);
}
