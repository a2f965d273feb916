import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';

/** What the first line is linked to. */
export const CHAIN_START = 'learn-run run file';

/** How every line begins. */
const LINK = /^\{"chain":"([0-9a-f]{64})",$/;
const LINK_LENGTH = '{"chain":"",'.length + 64;

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
  const own = linkFor(`${previous}\n${json}`);
  return { line: `{"chain":"${own}",${json.slice(1)}`, link: own };
}

/**
 * The link of a line and the value in it; undefined where the line is not the one that was linked to `previous`.
 * Lines may be megabytes long: they are looked at as the bytes that they are, and become text once.
 */
export function unlink(previous: string, line: Buffer): { readonly value: object; readonly link: string } | undefined {
  const [, own] = LINK.exec(line.toString('latin1', 0, LINK_LENGTH)) ?? [];
  const rest = line.subarray(LINK_LENGTH);
  if (own === undefined || linkFor(Buffer.concat([Buffer.from(`${previous}\n{`), rest])) !== own) return undefined;
  // Invalid bytes would become other characters than those that were linked.
  return isUtf8(rest) ? { value: JSON.parse(`{${rest.toString('utf8')}`) as object, link: own } : undefined;
}

const linkFor = (content: string | Buffer) => hash('sha256', content);
