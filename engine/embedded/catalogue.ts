import type { Digest } from '../image/digest.ts';
import type { Reference } from '../image/reference.ts';
import type { BuiltImage } from './image.ts';

/** One image that learn-run carries with it. */
export interface CatalogueEntry {
  readonly repository: string;
  readonly tags: readonly string[];
  /** Digest of the index that every tag stands for. A test builds the image and compares. */
  readonly index: Digest;
  build(): Promise<BuiltImage>;
}

/** Images are built when they are first asked for; to look one up costs nothing. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    repository: 'library/hello-world',
    tags: ['latest', 'linux'],
    index: 'sha256:f7fdd39b5e66b245508a4827e34d2a0245405dc8ff3fb8bea4eda38fa1f5ecab',
    build: async () => (await import('./hello-world/image.ts')).buildHelloWorld(),
  },
];

/**
 * True where the embedded registry has this image, under its usual name on Docker Hub. Builds nothing.
 * A digest counts where it is that of the index, which is what `docker images --digests` shows.
 */
export function embeddedHas(reference: Reference): boolean {
  if (reference.registry !== 'docker.io') return false;
  const entry = CATALOGUE.find(({ repository }) => repository === reference.repository);
  if (entry === undefined) return false;
  if (reference.digest !== undefined) return reference.digest === entry.index;
  return reference.tag !== undefined && entry.tags.includes(reference.tag);
}

/** What the embedded registry has, as docker would list it: `hello-world:latest`. */
export function embeddedNames(): string[] {
  return CATALOGUE.flatMap(({ repository, tags }) =>
    tags.map((tag) => `${repository.replace(/^library\//, '')}:${tag}`),
  );
}
