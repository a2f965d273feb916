import { RLIM_INFINITY } from './rlimits.ts';
import type { Spec } from './runtime-spec.ts';

/** Node 24 has `JSON.rawJSON`; the language's own declarations do not name it yet. */
const { rawJSON } = JSON as typeof JSON & { rawJSON(this: void, text: string): unknown };

/**
 * The text of config.json. An unlimited rlimit is written as the 64-bit number that other runtimes read; a plain
 * `JSON.stringify` would write 2^64, which overflows there.
 */
export function formatSpec(spec: Spec): string {
  const text = JSON.stringify(
    spec,
    (_key, value: unknown) => (value === RLIM_INFINITY ? rawJSON('18446744073709551615') : value),
    2,
  );
  return `${text}\n`;
}
