import type { Archive } from '../api.ts';

/** The same layers, each read once: a whole class opens a pane when its teacher does. */
export class ReadOnce implements Archive {
  readonly #archive: Archive;
  readonly #layers = new Map<string, Promise<string | undefined>>();

  constructor(archive: Archive) {
    this.#archive = archive;
  }

  layer(digest: string): Promise<string | undefined> {
    const known = this.#layers.get(digest);
    if (known !== undefined) return known;
    const reading = this.#archive.layer(digest).then((found) => {
      // It may come into the store later; and whoever asks for what never was shall cost nothing.
      if (found === undefined) this.#layers.delete(digest);
      return found;
    });
    reading.catch(() => this.#layers.delete(digest));
    this.#layers.set(digest, reading);
    return reading;
  }

  /** What was read counts no longer. */
  forget(): void {
    this.#layers.clear();
  }

  blob(digest: string): Promise<Buffer | undefined> {
    return this.#archive.blob(digest);
  }
}
