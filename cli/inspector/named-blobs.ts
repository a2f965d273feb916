import type { Descriptor } from '../../engine/image/descriptor.ts';
import type { Json } from '../../engine/json.ts';
import type { News } from './page/messages.ts';

/** Where the bytes are of which a story tells. Undefined: they are not there, or too many. */
export interface BlobSource {
  layer(descriptor: Descriptor): Promise<Json | undefined>;
  blob(descriptor: Descriptor): Promise<Buffer | undefined>;
}

/** The blobs of the one image that the story is about: of all that a store may have, a page sees no others. */
export class NamedBlobs {
  readonly #descriptors = new Map<string, Descriptor>();
  #source: BlobSource | undefined;

  lend(source: BlobSource): void {
    this.#source = source;
  }

  /** Listens for manifests. */
  note(news: News): void {
    if (news.kind !== 'evidence') return;
    const manifest = news.evidence.facts.manifest as unknown as
      | { readonly config: Descriptor; readonly layers: readonly Descriptor[] }
      | undefined;
    if (manifest === undefined) return;
    for (const descriptor of [manifest.config, ...manifest.layers])
      this.#descriptors.set(descriptor.digest, descriptor);
  }

  async layer(digest: string): Promise<Json | undefined> {
    const descriptor = this.#descriptors.get(digest);
    return descriptor && this.#source?.layer(descriptor);
  }

  async blob(digest: string): Promise<Buffer | undefined> {
    const descriptor = this.#descriptors.get(digest);
    return descriptor && this.#source?.blob(descriptor);
  }
}
