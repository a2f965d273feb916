import type { Json } from '../../../engine/json.ts';

/** The value as plain data: what a pane shows and a run file keeps. Numbers beyond JSON's become text. */
export function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? String(item) : item))) as Json;
}

/** The same for the facts of one step: a pane each. */
export function asFacts(values: Record<string, unknown>): Record<string, Json> {
  return asJson(values) as Record<string, Json>;
}
