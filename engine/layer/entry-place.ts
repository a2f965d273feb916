import { displayName } from './entry-path.ts';
import type { Place } from './errors.ts';

/** The place of an entry. Its name is made harmless only when an error asks for it: hardly ever, among a hundred thousand. */
export class EntryPlace implements Place {
  readonly layer: string;
  readonly index: number;
  readonly #name: Buffer;

  constructor(layer: string, index: number, name: Buffer) {
    this.layer = layer;
    this.index = index;
    this.#name = name;
  }

  get entry(): string {
    return displayName(this.#name);
  }
}
