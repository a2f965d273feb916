import type { ProcessOptions, StreamName } from '../../machines/actors/contract.ts';
import { AttachedAndDetached, invalidArgument } from '../errors.ts';

const NAMES: readonly StreamName[] = ['stdin', 'stdout', 'stderr'];

/** What commander makes of the options that decide which streams are shown. */
export interface AttachFlags {
  readonly attach: readonly string[];
  readonly detach?: true;
}

/**
 * The streams that `-a` names; nothing where it is not there, which is output and errors.
 *
 * @throws UsageError, AttachedAndDetached in docker's words
 */
export function attachOptions({ attach, detach }: AttachFlags): Pick<ProcessOptions, 'attach'> {
  const named = attach.map(streamName);
  if (named.length === 0) return {};
  if (detach) throw new AttachedAndDetached();
  return { attach: NAMES.filter((name) => named.includes(name)) };
}

function streamName(text: string): StreamName {
  const name = NAMES.find((one) => one === text.toLowerCase());
  if (name !== undefined) return name;
  const why = 'valid streams are STDIN, STDOUT and STDERR';
  throw invalidArgument('-a, --attach', text, why);
}
