import { EntryPlace } from './entry-place.ts';
import { LayerCorrupt, LimitExceeded, type Place } from './errors.ts';
import { EXTENSION_BYTES } from './limits.ts';
import { type PaxRecords, parsePax } from './pax.ts';
import { type Extensions, type TarEntry, tarEntryOf } from './tar-entry.ts';
import { BLOCK, isZeroBlock, parseTarHeader, type TarHeader } from './tar-header.ts';

/** What is told of each entry, in the order of the archive. */
export interface TarHandler {
  entry(entry: TarEntry): void;
  /** A piece of the last entry's content; valid only during the call. */
  data(chunk: Buffer): void;
  entryEnd(): void;
}

/** Records that would change how the rest of the archive is cut into entries, or where each goes: too odd to be honest in a global header. */
const FORBIDDEN_GLOBALS = /^(path|linkpath|size|GNU\.sparse\..*|SCHILY\.xattr\..*)$/;
const NO_EXTENSIONS: Extensions = { longName: undefined, longLink: undefined, pax: new Map() };

/**
 * Cuts the bytes of a tar archive into entries: POSIX ustar and pax, GNU long names, old V7.
 *
 * Names stay bytes. Where the format leaves room for two readings, the archive is refused. All calls are synchronous, and so
 * are the handler's, whose errors pass through.
 */
export class TarReader {
  readonly #handler: TarHandler;
  readonly #layer: string;
  #state: 'header' | 'extension' | 'content' | 'padding' | 'ended' = 'header';
  /** Bytes left of what the state is about. */
  #left = 0;
  #padding = 0;
  /** Blocks or extension bodies that came in pieces. */
  #pieces: Buffer[] = [];
  #extensionType = '';
  #extensions = NO_EXTENSIONS;
  #sawZeroBlock = false;
  #entries = 0;
  #trailing = 0;

  constructor(handler: TarHandler, layer: string) {
    this.#handler = handler;
    this.#layer = layer;
    this.#expect('header', BLOCK);
  }

  /** Number of the entries so far. */
  get entries(): number {
    return this.#entries;
  }

  /** How many bytes that are not zero came after the end of the archive. */
  get trailing(): number {
    return this.#trailing;
  }

  /** Takes the next bytes of the archive. @throws LayerCorrupt, LimitExceeded */
  push(chunk: Buffer): void {
    for (let offset = 0; offset < chunk.length; ) {
      if (this.#state === 'ended') {
        this.#countTrailing(chunk.subarray(offset));
        return;
      }
      const piece = chunk.subarray(offset, offset + this.#left);
      offset += piece.length;
      this.#left -= piece.length;
      this.#take(piece);
    }
  }

  /**
   * Says that no more bytes come. A missing end mark is forgiven, and so is padding that the last entry lacks, because
   * such layers exist (umoci insert writes them) and nothing of their content is missing.
   *
   * @throws LayerCorrupt where an entry is cut short
   */
  end(): void {
    const isBetweenEntries = this.#state === 'padding' || (this.#state === 'header' && this.#pieces.length === 0);
    if (this.#state !== 'ended' && !isBetweenEntries) throw this.#corrupt('the archive ends in the middle of an entry');
    if (this.#state !== 'ended' && this.#entries === 0 && !this.#sawZeroBlock) {
      throw this.#corrupt('there is no archive: the stream is empty');
    }
    if (this.#extensions !== NO_EXTENSIONS) throw this.#corrupt('an extension header is followed by no entry');
  }

  #take(piece: Buffer): void {
    if (this.#state === 'content') {
      this.#handler.data(piece);
      if (this.#left === 0) this.#endContent();
    } else if (this.#state === 'padding') {
      if (this.#left === 0) this.#expect('header', BLOCK);
    } else {
      this.#collect(piece);
    }
  }

  #collect(piece: Buffer): void {
    if (this.#left > 0) {
      this.#pieces.push(Buffer.from(piece));
      return;
    }
    const whole = this.#pieces.length === 0 ? piece : Buffer.concat([...this.#pieces, piece]);
    this.#pieces = [];
    if (this.#state === 'header') this.#header(whole);
    else this.#extension(whole);
  }

  #header(block: Buffer): void {
    if (isZeroBlock(block)) {
      if (this.#sawZeroBlock) this.#state = 'ended';
      else this.#expect('header', BLOCK);
      this.#sawZeroBlock = true;
      return;
    }
    if (this.#sawZeroBlock) throw this.#corrupt('one block of zeros is followed by something else than a second');
    const header = parseTarHeader(block);
    if (typeof header === 'string') throw this.#corrupt(header);
    if ('xgLK'.includes(header.typeflag)) this.#startExtension(header);
    else this.#startEntry(header);
  }

  #startExtension({ typeflag, size }: TarHeader): void {
    if (size > EXTENSION_BYTES) {
      throw new LimitExceeded(`an extension header has ${size} bytes, allowed are ${EXTENSION_BYTES}`, this.#place());
    }
    if (size === 0) throw this.#corrupt('an extension header is empty');
    this.#extensionType = typeflag;
    this.#padding = paddingOf(size);
    this.#expect('extension', size);
  }

  /** The size of an extension's own header counts here, never a PAX record that is meant for the entry (CVE-2026-53655). */
  #extension(body: Buffer): void {
    if (this.#extensionType === 'x') this.#keep('pax', this.#records(body));
    if (this.#extensionType === 'g') this.#checkGlobal(this.#records(body));
    if (this.#extensionType === 'L') this.#keep('longName', untilNul(body));
    if (this.#extensionType === 'K') this.#keep('longLink', untilNul(body));
    this.#skipPadding();
  }

  #keep<Key extends keyof Extensions>(key: Key, value: Extensions[Key]): void {
    if (this.#extensions[key] !== NO_EXTENSIONS[key])
      throw this.#corrupt('an entry has two extension headers of one kind');
    this.#extensions = { ...this.#extensions, [key]: value };
  }

  #records(body: Buffer): PaxRecords {
    const records = parsePax(body);
    if (typeof records === 'string') throw this.#corrupt(records);
    return records;
  }

  #checkGlobal(records: PaxRecords): void {
    if (this.#extensions !== NO_EXTENSIONS)
      throw this.#corrupt('a global header stands between an entry and its extension');
    for (const key of records.keys()) {
      if (FORBIDDEN_GLOBALS.test(key)) throw this.#corrupt(`a global header must not set ${key}`);
    }
  }

  #startEntry(header: TarHeader): void {
    const place = new EntryPlace(this.#layer, this.#entries, this.#extensions.longName ?? header.name);
    const entry = tarEntryOf(header, this.#extensions, place);
    this.#extensions = NO_EXTENSIONS;
    this.#entries += 1;
    this.#padding = paddingOf(entry.size);
    this.#handler.entry(entry);
    this.#expect('content', entry.size);
    if (entry.size === 0) this.#endContent();
  }

  #endContent(): void {
    this.#handler.entryEnd();
    this.#skipPadding();
  }

  #skipPadding(): void {
    if (this.#padding > 0) this.#expect('padding', this.#padding);
    else this.#expect('header', BLOCK);
  }

  #expect(state: 'header' | 'extension' | 'content' | 'padding', bytes: number): void {
    this.#state = state;
    this.#left = bytes;
  }

  #countTrailing(rest: Buffer): void {
    for (const byte of rest) if (byte !== 0) this.#trailing += 1;
  }

  #corrupt(reason: string): LayerCorrupt {
    return new LayerCorrupt(reason, this.#place());
  }

  #place(): Place {
    return { layer: this.#layer, index: this.#entries };
  }
}

function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function untilNul(body: Buffer): Buffer {
  const end = body.indexOf(0);
  return Buffer.from(end === -1 ? body : body.subarray(0, end));
}
