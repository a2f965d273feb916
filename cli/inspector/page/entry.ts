import type { Entry } from './connection.ts';

let own: Entry | undefined;

/** What this page may do; undefined where there is no server to ask. */
export const entry = (): Entry | undefined => own;

export function enter(entry: Entry): void {
  own = entry;
}
