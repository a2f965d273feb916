import { type ContentHandler, SparseContent } from './entry-content.ts';
import { EntryPlace } from './entry-place.ts';
import { LayerCorrupt, type Place } from './errors.ts';
import { ExtensionHeaders } from './extension-headers.ts';
import { sparseHeaderOf } from './sparse.ts';
import { SparseMap } from './sparse-map.ts';
import { type TarEntry, tarEntryOf } from './tar-entry.ts';
import { BLOCK, isZeroBlock, parseTarHeader } from './tar-header.ts';

/** What is told of each entry, in the order of the archive. */
export interface TarHandler extends ContentHandler {
  entry(entry: TarEntry): void;
  entryEnd(): void;
}

type State = 'header' | 'extension' | 'map' | 'content' | 'padding' | 'ended';

/** A file with holes, whose map may not be complete yet. */
interface SparseFile {
  readonly entry: TarEntry;
  readonly map: SparseMap;
}

/**
 * Cuts the bytes of a tar archive into entries: POSIX ustar and pax, GNU long names and sparse files, old V7.
 *
 * Names stay bytes. Where the format leaves room for two readings, the archive is refused. All calls are synchronous, and so
 * are the handler's, whose errors pass through.
 */
export class TarReader {
  readonly #handler: TarHandler;
  readonly #layer: string;
  readonly #extensions = new ExtensionHeaders();
  #state: State = 'header';
  /** Bytes left of what the state is about. */
  #left = 0;
  #padding = 0;
  /** Blocks or extension bodies that came in pieces. */
  #pieces: Buffer[] = [];
  #sawZeroBlock = false;
  #entries = 0;
  #trailing = 0;
  #sparseFile: SparseFile | undefined;
  #sparseContent: SparseContent | undefined;

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
    if (this.#extensions.isPending) throw this.#corrupt('an extension header is followed by no entry');
  }

  #take(piece: Buffer): void {
    if (this.#state === 'content') {
      (this.#sparseContent ?? this.#handler).data(piece);
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
    else if (this.#state === 'extension') this.#extension(whole);
    else this.#map(whole);
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
    if (ExtensionHeaders.isExtension(header)) {
      this.#extensions.begin(header, this.#place());
      this.#padding = paddingOf(header.size);
      if (header.size === 0) this.#extension(Buffer.alloc(0));
      else this.#expect('extension', header.size);
      return;
    }
    const place = new EntryPlace(this.#layer, this.#entries, this.#extensions.longName ?? header.name);
    const extensions = this.#extensions.take();
    const sparse = sparseHeaderOf(header, block, extensions.pax, place);
    const entry = tarEntryOf(header, extensions, place);
    this.#entries += 1;
    this.#padding = paddingOf(entry.size);
    if (sparse === undefined) this.#startEntry(entry);
    else if (entry.type === 'file') this.#startMap({ entry, map: new SparseMap(sparse, entry.size, place) });
    else throw new LayerCorrupt(`holes in an entry of type ${entry.type}`, place);
  }

  #extension(body: Buffer): void {
    this.#extensions.body(body, this.#place());
    this.#skipPadding();
  }

  #startEntry(entry: TarEntry, stored = entry.size): void {
    this.#handler.entry(entry);
    this.#expect('content', stored);
    if (stored === 0) this.#endContent();
  }

  #startMap(file: SparseFile): void {
    this.#sparseFile = file;
    if (file.map.isComplete) this.#startSparseEntry(file);
    else this.#expect('map', BLOCK);
  }

  #map(block: Buffer): void {
    const file = this.#sparseFile!;
    file.map.add(block);
    this.#startMap(file);
  }

  #startSparseEntry({ entry, map }: SparseFile): void {
    const { extents, stored } = map.checked();
    this.#sparseFile = undefined;
    this.#sparseContent = new SparseContent(this.#handler, extents, map.realSize);
    this.#startEntry({ ...entry, size: map.realSize }, stored);
  }

  #endContent(): void {
    this.#sparseContent?.end();
    this.#sparseContent = undefined;
    this.#handler.entryEnd();
    this.#skipPadding();
  }

  #skipPadding(): void {
    if (this.#padding > 0) this.#expect('padding', this.#padding);
    else this.#expect('header', BLOCK);
  }

  #expect(state: State, bytes: number): void {
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
