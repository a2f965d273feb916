import { hash } from 'node:crypto';

/** What the first line is linked to. */
export const CHAIN_START = 'learn-run run file';

const LINK = /^\{"chain":"([0-9a-f]{64})",(.*)$/s;

/** A line of a run file, and its link in the chain. */
export interface Linked {
  readonly line: string;
  readonly link: string;
}

/**
 * The line for a value: its JSON with the link in front. A link is the SHA-256 of the link before and of the JSON, so
 * that no line can be changed, moved or taken out without all links behind it.
 *
 * @param value an object with at least one field
 */
export function link(previous: string, value: object): Linked {
  const json = JSON.stringify(value);
  const own = linkFor(previous, json);
  return { line: `{"chain":"${own}",${json.slice(1)}`, link: own };
}

/** The link of a line and the value in it; undefined where the line is not the one that was linked to `previous`. */
export function unlink(previous: string, line: string): { readonly value: object; readonly link: string } | undefined {
  const [, own, rest] = LINK.exec(line) ?? [];
  if (own === undefined || linkFor(previous, `{${rest}`) !== own) return undefined;
  return { value: JSON.parse(`{${rest}`) as object, link: own };
}

function linkFor(previous: string, json: string): string {
  return hash('sha256', `${previous}\n${json}`);
}
