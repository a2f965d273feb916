import type { Extent } from './sparse.ts';

/** Who takes the content of a file. */
export interface ContentHandler {
  /** A piece of the content; valid only during the call. */
  data(chunk: Buffer): void;
  /** So many zeros, which the archive does not hold. */
  hole(bytes: number): void;
}

/** Puts the bytes that the archive holds for a file with holes between those holes. */
export class SparseContent {
  readonly #handler: ContentHandler;
  readonly #extents: Iterator<Extent>;
  readonly #realSize: number;
  #position = 0;
  /** Bytes that still go into the present stretch. */
  #left = 0;

  constructor(handler: ContentHandler, extents: readonly Extent[], realSize: number) {
    this.#handler = handler;
    this.#extents = extents[Symbol.iterator]();
    this.#realSize = realSize;
  }

  /** Takes the next bytes; together they are as many as the extents have room for. */
  data(chunk: Buffer): void {
    for (let offset = 0; offset < chunk.length; ) {
      if (this.#left === 0) this.#nextExtent();
      const piece = chunk.subarray(offset, offset + this.#left);
      this.#handler.data(piece);
      this.#position += piece.length;
      this.#left -= piece.length;
      offset += piece.length;
    }
  }

  /** Says that no more bytes come: what is left of the file is a hole. */
  end(): void {
    this.#holeTo(this.#realSize);
  }

  #nextExtent(): void {
    let next = this.#extents.next();
    while (!next.done && next.value.length === 0) next = this.#extents.next();
    if (next.done) throw new RangeError('more bytes than the map of holes has room for');
    this.#holeTo(next.value.offset);
    this.#left = next.value.length;
  }

  #holeTo(offset: number): void {
    if (offset > this.#position) this.#handler.hole(offset - this.#position);
    this.#position = offset;
  }
}
