import { LayerCorrupt, LimitExceeded, type Place } from './errors.ts';
import { EXTENSION_BYTES } from './limits.ts';
import { type PaxRecords, parsePax } from './pax.ts';
import type { Extensions } from './tar-entry.ts';
import type { TarHeader } from './tar-header.ts';

/** Records that would change how the rest of the archive is cut into entries, or where each goes: too odd to be honest in a global header. */
const FORBIDDEN_GLOBALS = /^(path|linkpath|size|GNU\.sparse\..*|SCHILY\.xattr\..*)$/;
const NONE: Extensions = { longName: undefined, longLink: undefined, pax: new Map() };

/** What the headers before an entry say about it: POSIX's records (`x`), and those for all entries (`g`), GNU's long name (`L`) and long link (`K`). */
export class ExtensionHeaders {
  #pending = NONE;
  #type = '';

  static isExtension({ typeflag }: TarHeader): boolean {
    return 'xgLK'.includes(typeflag);
  }

  /** True between an extension and the entry that it is about. */
  get isPending(): boolean {
    return this.#pending !== NONE;
  }

  /** The name as far as the extensions give it. */
  get longName(): Buffer | undefined {
    return this.#pending.longName;
  }

  /** Takes the header of an extension: its body has to come next, an empty one too. @throws LayerCorrupt, LimitExceeded */
  begin({ typeflag, size }: TarHeader, place: Place): void {
    if (size > EXTENSION_BYTES) {
      throw new LimitExceeded(`an extension header has ${size} bytes, allowed are ${EXTENSION_BYTES}`, place);
    }
    if (size === 0 && 'LK'.includes(typeflag)) throw new LayerCorrupt('a long name is empty', place);
    this.#type = typeflag;
  }

  /**
   * Takes the body. How long it is says its own header, never a PAX record that is meant for the entry (CVE-2026-53655).
   *
   * @throws LayerCorrupt
   */
  body(bytes: Buffer, place: Place): void {
    if (this.#type === 'x') this.#keep('pax', recordsOf(bytes, place), place);
    if (this.#type === 'g') this.#checkGlobal(recordsOf(bytes, place), place);
    if (this.#type === 'L') this.#keep('longName', untilNul(bytes), place);
    if (this.#type === 'K') this.#keep('longLink', untilNul(bytes), place);
  }

  /** Hands out what was said, to the entry that it is about. */
  take(): Extensions {
    const extensions = this.#pending;
    this.#pending = NONE;
    return extensions;
  }

  #keep<Key extends keyof Extensions>(key: Key, value: Extensions[Key], place: Place): void {
    if (this.#pending[key] !== NONE[key]) {
      throw new LayerCorrupt('an entry has two extension headers of one kind', place);
    }
    this.#pending = { ...this.#pending, [key]: value };
  }

  #checkGlobal(records: PaxRecords, place: Place): void {
    if (this.isPending) throw new LayerCorrupt('a global header stands between an entry and its extension', place);
    for (const key of records.keys()) {
      if (FORBIDDEN_GLOBALS.test(key)) throw new LayerCorrupt(`a global header must not set ${key}`, place);
    }
  }
}

function recordsOf(body: Buffer, place: Place): PaxRecords {
  const records = parsePax(body);
  if (typeof records === 'string') throw new LayerCorrupt(records, place);
  return records;
}

function untilNul(body: Buffer): Buffer {
  const end = body.indexOf(0);
  return Buffer.from(end === -1 ? body : body.subarray(0, end));
}
