import type { JsonInteger } from '../bundle/runtime-spec.ts';
import type { Setting } from './control-file.ts';

/** The text of a limit, where zero means "not set" and a negative number "no limit". */
export function limitText(limit: JsonInteger | undefined, unlimited = '-1'): string | undefined {
  if (!limit) return undefined;
  return limit < 0 ? unlimited : String(limit);
}

/** A limit of processes: with none at all, even the first could not be forked, and so zero stands for one. */
export function pidsText(limit: JsonInteger | undefined): string | undefined {
  if (limit === undefined) return undefined;
  return limit < 0 ? 'max' : String(limit || 1);
}

/** Files and values; those that are undefined are left out. */
export type Entry = readonly [file: string, value: string | undefined, options?: Omit<Setting, 'file' | 'value'>];

export function settingsOf(entries: readonly Entry[]): Setting[] {
  return entries.flatMap(([file, value, options]) => (value === undefined ? [] : [{ file, value, ...options }]));
}
