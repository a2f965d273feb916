import { unknownCapabilities } from '../bundle/check-config.ts';
import type { Process } from '../bundle/runtime-spec.ts';
import type { Log } from './log.ts';

/**
 * The process without the capabilities that nobody knows: it may have been described for a newer kernel. They are warned
 * of.
 *
 * @see runtime-spec config.md#linux-process
 */
export function withKnownCapabilities(process: Process, log: Log): Process {
  const unknown = unknownCapabilities(process);
  if (unknown.length === 0) return process;
  log.warn(`ignoring unknown or unavailable capabilities: ${JSON.stringify(unknown)}`);
  const sets = Object.entries({ ...process.capabilities });
  const known = Object.fromEntries(
    sets.map(([set, names]) => [set, names.filter((name) => !unknown.includes(name))] as const),
  );
  return { ...process, capabilities: { ...process.capabilities, ...known } };
}
