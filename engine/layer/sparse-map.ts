import { LayerCorrupt, LimitExceeded, type Place } from './errors.ts';
import { EXTENSION_BYTES } from './limits.ts';
import { type Extent, oldBlock, pairs, type SparseHeader, whole } from './sparse.ts';

const NEWLINE = 0x0a;
/** As many as a PAX header has room for. */
const MOST_EXTENTS = Math.floor(EXTENSION_BYTES / 24);

/** The map of a file's holes while it is read: the header has the beginning of it, blocks behind the header may have the rest. */
export class SparseMap {
  readonly realSize: number;
  readonly #place: Place;
  readonly #extents: Extent[];
  #more: SparseHeader['more'];
  /** Bytes of the file that the archive has, without the map itself. */
  #stored: number;
  /** The beginning of the content, where that is the map. */
  readonly #blocks: Buffer[] = [];
  #newlines = 0;

  /** @param stored bytes that the archive announces for the file */
  constructor({ realSize, extents, more }: SparseHeader, stored: number, place: Place) {
    this.realSize = realSize;
    this.#extents = [...extents];
    this.#more = more;
    this.#stored = stored;
    this.#place = place;
  }

  /** False as long as another block of it has to be added. */
  get isComplete(): boolean {
    return this.#more === 'none';
  }

  /** Takes the next block. @throws LayerCorrupt, LimitExceeded */
  add(block: Buffer): void {
    if (this.#more === 'blocks') this.#addOld(block);
    else this.#addContent(block);
    if (this.#extents.length > MOST_EXTENTS) throw this.#tooMany();
  }

  /**
   * The stretches that the archive holds, and how many bytes they are together, once they are known to fit the file.
   *
   * @throws LayerCorrupt where stretches overlap, are out of order, or lie outside of the file
   */
  checked(): { readonly extents: readonly Extent[]; readonly stored: number } {
    let end = 0;
    let sum = 0;
    for (const { offset, length } of this.#extents) {
      if (offset < end) throw this.#corrupt('is out of order, or overlaps');
      end = offset + length;
      sum += length;
    }
    if (end > this.realSize) throw this.#corrupt('goes beyond the end of the file');
    if (sum !== this.#stored) throw this.#corrupt(`has room for ${sum} bytes, the archive has ${this.#stored}`);
    return { extents: this.#extents, stored: sum };
  }

  #addOld(block: Buffer): void {
    const { extents, isLast } = oldBlock(block, this.#place);
    this.#extents.push(...extents);
    if (isLast) this.#more = 'none';
  }

  /** PAX 1.0: the number of stretches, then the offset and the length of each, one number a line, filled up to whole blocks. */
  #addContent(block: Buffer): void {
    this.#stored -= block.length;
    if (this.#stored < 0) throw this.#corrupt('is longer than the content');
    this.#blocks.push(Buffer.from(block));
    if (this.#blocks.length * block.length > EXTENSION_BYTES) throw this.#tooMany();
    for (const byte of block) if (byte === NEWLINE) this.#newlines += 1;
    if (this.#newlines === 0) return;
    const count = whole(this.#blocks[0]!.toString('latin1').split('\n', 1)[0]!, this.#place);
    if (count > MOST_EXTENTS) throw this.#tooMany();
    if (this.#newlines < 2 * count + 1) return;
    const lines = Buffer.concat(this.#blocks).toString('latin1').split('\n');
    this.#extents.push(...pairs(lines.slice(1, 2 * count + 1), this.#place));
    this.#more = 'none';
  }

  #corrupt(reason: string): LayerCorrupt {
    return new LayerCorrupt(`the map of holes ${reason}`, this.#place);
  }

  #tooMany(): LimitExceeded {
    return new LimitExceeded(`the map of holes has more than ${MOST_EXTENTS} parts`, this.#place);
  }
}
