/**
 * Milliseconds from an unnamed beginning, never going back.
 *
 * Not `performance.now()`: the first to say `performance` loads all that Node can measure, which a run has to wait for.
 */
export function monotonic(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
