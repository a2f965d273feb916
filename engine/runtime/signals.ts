import { constants } from 'node:os';

/** The real-time signals have numbers only; the C library keeps the first two to itself. @see signal(7) */
const [SIGRTMIN, SIGRTMAX] = [34, 64];

/**
 * The number of a signal as people and images name it: `SIGTERM`, `term`, `15`, `RTMIN+3`. Undefined where there is none.
 *
 * @see kill(1)
 */
export function parseSignal(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return inRange(Number(text));
  const name = text.toUpperCase().replace(/^SIG/, '');
  const [, base, offset = '0'] = /^RT(MIN|MAX)((?:[+-]\d{1,2})?)$/.exec(name) ?? [];
  if (base !== undefined) return inRange((base === 'MIN' ? SIGRTMIN : SIGRTMAX) + Number(offset), SIGRTMIN);
  return constants.signals[`SIG${name}` as NodeJS.Signals];
}

function inRange(number: number, first = 1): number | undefined {
  return number >= first && number <= SIGRTMAX ? number : undefined;
}
