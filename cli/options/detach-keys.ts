import { UsageError } from '../errors.ts';
import { DEFAULT_DETACH_KEYS, detachSequence } from '../terminal/detach-keys.ts';

/** What `--detach-keys` says, as the bytes that a terminal sends. Throws `UsageError` in docker's words. */
export function detachKeys(text: string | undefined, command: string): Buffer {
  const sequence = detachSequence(text || DEFAULT_DETACH_KEYS);
  if (sequence !== undefined) return sequence;
  const advice = 'Keys are letters, or ctrl- and one of a to z @ [ \\ ] ^ _, with commas between them.';
  throw new UsageError(`invalid detach keys (${text}) provided`, command, advice);
}
