import { printable } from '../../engine/image/printable.ts';
import { printableLines } from './printable-lines.ts';

/**
 * What a person reads when something failed: the message, then what to try; with `isDebug` also the stack and the
 * causes. Text from a registry or an image may be part of it, so nothing in it reaches the terminal unescaped.
 */
export function errorMessage(error: unknown, isDebug = false): string {
  const lines = [`learn-run: ${printable(messageOf(error), 4096)}`];
  const hint = (error as { hint?: unknown } | null | undefined)?.hint;
  if (typeof hint === 'string' && hint !== '') lines.push('', ...printableLines(hint));
  if (isUnexpected(error)) lines.push('', 'This is a bug in learn-run. LEARN_RUN_DEBUG=1 shows where it happened.');
  if (isDebug) lines.push('', ...stacksOf(error));
  return `${lines.join('\n')}\n`;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? error.name : error.message;
}

/** Every error that is thrown on purpose, ours or Node's, has a `code`; one without is a mistake in the program. */
function isUnexpected(error: unknown): boolean {
  return typeof (error as { code?: unknown } | null | undefined)?.code !== 'string';
}

function stacksOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = printableLines(error.stack ?? String(error));
  return error.cause === undefined ? own : [...own, 'caused by:', ...stacksOf(error.cause)];
}
