import type { Digest } from '../image/digest.ts';
import { familiarRepository, type Reference } from '../image/reference.ts';
import type { BuiltImage } from './image.ts';

/**
 * The registry of the images that only the lessons have. RFC 6761 keeps all names below `localhost` for the machine
 * itself, so nobody can own this one: an image of the lessons can never be mistaken for a stranger's.
 */
export const LESSON_REGISTRY = 'learn.localhost';

/** One image that learn-run carries with it. */
export interface CatalogueEntry {
  /** The registry that its name begins with. */
  readonly registry: 'docker.io' | typeof LESSON_REGISTRY;
  readonly repository: string;
  readonly tags: readonly string[];
  /** Digest of the index that every tag stands for. A test builds the image and compares. */
  readonly index: Digest;
  build(): Promise<BuiltImage>;
}

/** Images are built when they are first asked for; to look one up costs nothing. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    registry: 'docker.io',
    repository: 'library/hello-world',
    tags: ['latest', 'linux'],
    index: 'sha256:f7fdd39b5e66b245508a4827e34d2a0245405dc8ff3fb8bea4eda38fa1f5ecab',
    build: async () => (await import('./hello-world/image.ts')).buildHelloWorld(),
  },
  specimen('cat', 'sha256:fbb3e65665ffd66d48606614cace496ee23643da35b52368bf3d63e59029dbbc', async () =>
    (await import('./specimens/cat.ts')).buildCat(),
  ),
  specimen('crlf-script', 'sha256:0899e6e16930c4d3ef834daad772f4d0122e8fd3fa97a3bcb76a02835d7a80c8', async () =>
    (await import('./specimens/scripts.ts')).buildCrlfScript(),
  ),
  specimen('exit-code', 'sha256:cd50ad4b3f78352a19293e492f2b11a8ce092b693c98ac97d330f733a644a01d', async () =>
    (await import('./specimens/exit-code.ts')).buildExitCode(),
  ),
  specimen('fork-bomb', 'sha256:15add12135412a267af89c7dc500a351f8d23a27f7ea5f9154be5d94fe4cdabb', async () =>
    (await import('./specimens/fork-bomb.ts')).buildForkBomb(),
  ),
  specimen('good-script', 'sha256:4f69046d80ec4d4081a159ae72bce4f7756c6d32929e3b99f33311ad43589a75', async () =>
    (await import('./specimens/scripts.ts')).buildGoodScript(),
  ),
  specimen('memory-hog', 'sha256:f5bccb7773dbbe69bde3c55ad1ad79d45b2b756837a412548a74a572a7f40d12', async () =>
    (await import('./specimens/memory-hog.ts')).buildMemoryHog(),
  ),
  specimen('missing-interpreter', 'sha256:c73109d54edc1c4a39be65c6b968ed54e1d02947f8ecd0a3333739b10bcaa17e', async () =>
    (await import('./specimens/scripts.ts')).buildMissingInterpreter(),
  ),
  specimen('no-command', 'sha256:13ee63981a772df7ee4948849596db0c282a2305a3800efe9d0a9a8b0f1d8086', async () =>
    (await import('./specimens/no-command.ts')).buildNoCommand(),
  ),
  specimen('service', 'sha256:926fd44fdaf8b841a0cb8fab6548555fa6fae5cc50a59cdeb832c8d78e043565', async () =>
    (await import('./specimens/service.ts')).buildService(),
  ),
  specimen('stubborn', 'sha256:631b09c8cc11a0ce390e6509d81a659e4437742f891da439c365030248c5d924', async () =>
    (await import('./specimens/stubborn.ts')).buildStubborn(),
  ),
  specimen('tampered', 'sha256:9f8624fb2cd93872f9e144ca922f0d12275190596fc933157f856d111193095e', async () =>
    (await import('./specimens/tampered.ts')).buildTampered(),
  ),
  specimen('user', 'sha256:9f79d6bf8805362b2407f73e3ca51b4a2b36daf3295c47d28834d9c094f286e5', async () =>
    (await import('./specimens/user.ts')).buildUser(),
  ),
  specimen('whiteouts', 'sha256:7a6675e293eaa650d2c620e9e0e8230369349518fedce30aa4a7bd6cbf34f331', async () =>
    (await import('./specimens/whiteouts.ts')).buildWhiteouts(),
  ),
  specimen('wrong-platform', 'sha256:75b68a811c344b576b4c719dc51697e2970a0a962a3b1645a4dd4a7ffe059a6e', async () =>
    (await import('./specimens/wrong-platform.ts')).buildWrongPlatform(),
  ),
];

function specimen(repository: string, index: Digest, build: CatalogueEntry['build']): CatalogueEntry {
  return { registry: LESSON_REGISTRY, repository, tags: ['latest'], index, build };
}

/**
 * True where the embedded registry has this image, under its usual name. Builds nothing.
 * A digest counts where it is that of the index, which is what `docker images --digests` shows.
 */
export function embeddedHas(reference: Reference): boolean {
  const entry = CATALOGUE.find(
    ({ registry, repository }) => registry === reference.registry && repository === reference.repository,
  );
  if (entry === undefined) return false;
  if (reference.digest !== undefined) return reference.digest === entry.index;
  return reference.tag !== undefined && entry.tags.includes(reference.tag);
}

/** What the embedded registry has, as docker would list it: `hello-world:latest`. */
export function embeddedNames(): string[] {
  return CATALOGUE.flatMap((entry) => entry.tags.map((tag) => `${familiarRepository(entry)}:${tag}`));
}
