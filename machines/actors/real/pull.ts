import { embeddedHas, embeddedNames, LESSON_REGISTRY } from '../../../engine/embedded/catalogue.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { EngineError } from '../../../engine/errors.ts';
import type { Descriptor } from '../../../engine/image/descriptor.ts';
import { parseImageConfig, refuseLayerMismatch } from '../../../engine/image/image-config.ts';
import { parseImageIndex } from '../../../engine/image/image-index.ts';
import { parseManifest } from '../../../engine/image/manifest.ts';
import { isIndex } from '../../../engine/image/media-type.ts';
import { formatPlatform } from '../../../engine/image/platform.ts';
import { familiarName, formatReference, type Reference } from '../../../engine/image/reference.ts';
import { selectRemoteManifest } from '../../../engine/image/select-manifest.ts';
import { registryOrigin } from '../../../engine/registry/origin.ts';
import type { PullActors } from '../contract.ts';
import { documentBytes } from './document-bytes.ts';
import { NotEmbedded, UnreachableButEmbedded } from './errors.ts';
import { asFacts } from './facts.ts';
import { howToHash } from './how-to-hash.ts';
import { digestFact } from './image-facts.ts';
import { refuseOtherPlatform } from './platform-check.ts';

/** The steps of a pull, for real: what is said to the registry, checked, and put into the store. */
export function pullActors(engine: Engine, isWatched: boolean): PullActors {
  /** Facts of one step: what was said over HTTP since the last one, and more. */
  const withHttp = (facts: Record<string, unknown> = {}) => asFacts({ http: engine.takeExchanges(), ...facts });
  const withDigest = async (...blob: [Parameters<typeof digestFact>[1], Descriptor]) =>
    isWatched ? { digests: [await digestFact(engine, ...blob)] } : {};
  return {
    async contactRegistry({ reference }, tools) {
      // From the first blob to the name in the index, nothing that this pull brings may be collected as garbage.
      await engine.holdLease(tools.signal);
      const { challenge } = await contact(engine, reference, tools.signal);
      const asks = challenge ? `wants a token first: ${challenge}` : 'lets anybody read';
      const who = await originOf(engine, reference);
      tools.show(`${who} is a registry, and ${asks}.`, withHttp(), await howToAsk(engine, reference));
      return { challenge };
    },

    async authorize({ reference, challenge }, tools) {
      const client = await engine.registryOf(reference);
      await client.authorize(challenge, reference.repository, tools.signal);
      tools.show(
        `A token for reading ${reference.repository} was fetched; it is shown to this registry alone.`,
        withHttp(),
      );
    },

    async resolveIndex({ reference, platform }, tools) {
      const client = await engine.registryOf(reference);
      const { descriptor: target, bytes } = await client.fetchManifest(
        reference.repository,
        reference.digest ?? reference.tag!,
        tools.signal,
      );
      await engine.store.content.write(target, bytes);
      const check = [howToHash(engine, target), `cat ${engine.store.content.pathOf(target.digest)}`];
      if (!isIndex(target.mediaType)) {
        tools.show(
          `${familiarName(reference)} is ${target.digest}: a manifest, for one platform.`,
          withHttp({
            ...(await withDigest({ what: 'manifest', by: 'tag' }, target)),
            ...documentBytes([bytes, target]),
          }),
          check,
        );
        return { target, manifest: target };
      }
      const index = parseImageIndex(bytes, target);
      const manifest = await selectRemoteManifest(index, platform, async (listed) =>
        parseImageIndex(await fetchDocument(engine, reference, listed, tools.signal), listed),
      );
      tools.show(
        `${familiarName(reference)} is ${target.digest}: an index of ${index.manifests.length} manifests. For ${formatPlatform(platform)} it is ${manifest.digest}.`,
        withHttp({
          index,
          ...(await withDigest({ what: 'index', by: 'tag' }, target)),
          ...documentBytes([bytes, target]),
        }),
        check,
      );
      return { target, manifest };
    },

    async fetchManifest({ reference, manifest: descriptor }, tools) {
      const bytes = await fetchDocument(engine, reference, descriptor, tools.signal);
      const manifest = parseManifest(bytes, descriptor);
      tools.show(
        `The manifest names the config ${manifest.config.digest} and ${manifest.layers.length} layer${manifest.layers.length === 1 ? '' : 's'}.`,
        withHttp({
          manifest,
          ...(await withDigest({ what: 'manifest', by: 'index' }, descriptor)),
          ...documentBytes([bytes, descriptor]),
        }),
        [howToHash(engine, descriptor)],
      );
      return { manifest };
    },

    async fetchConfig({ reference, manifest, platform }, tools) {
      const client = await engine.registryOf(reference);
      const { content } = engine.store;
      await content.ingest(manifest.config, (offset) =>
        client.openBlob(reference.repository, manifest.config, { offset, signal: tools.signal }),
      );
      const bytes = content.read(manifest.config);
      const config = parseImageConfig(bytes);
      refuseLayerMismatch(manifest, config);
      refuseOtherPlatform(reference, config, platform);
      tools.show(
        `The config says what to run and names each layer by its uncompressed digest; it is for ${formatPlatform(config)}, asked was ${formatPlatform(platform)}.`,
        withHttp({
          'image config': config,
          ...(await withDigest({ what: 'image config', by: 'manifest' }, manifest.config)),
          ...documentBytes([bytes, manifest.config]),
        }),
        [howToHash(engine, manifest.config), `cat ${content.pathOf(manifest.config.digest)}`],
      );
      return { config };
    },

    async recordImage({ reference, target, manifest, id }, tools) {
      const name = formatReference(reference);
      await engine.store.images.put(name, target);
      engine.releaseLease();
      await engine.endUnpackers();
      tools.show(
        `From now on ${name} stands for ${target.digest} in the store.`,
        asFacts({ image: { name, target, manifest, id } }),
        [`cat ${engine.store.root}/index.json`],
      );
      return { name, target, manifest, id };
    },
  };
}
/** The bytes of a manifest: from the store where it has them, else from the registry, by digest, and into the store. */
async function fetchDocument(
  engine: Engine,
  reference: Reference,
  descriptor: Descriptor,
  signal: AbortSignal,
): Promise<Buffer> {
  const { content } = engine.store;
  if (!content.has(descriptor)) {
    const client = await engine.registryOf(reference);
    const { bytes } = await client.fetchManifest(reference.repository, descriptor, signal);
    await content.write(descriptor, bytes);
  }
  return content.read(descriptor);
}

export async function contact(
  engine: Engine,
  reference: Reference,
  signal: AbortSignal,
): Promise<{ challenge: string | undefined }> {
  const isCarried = embeddedHas(reference);
  if (engine.isEmbedded(reference) && !isCarried) {
    throw new NotEmbedded(familiarName(reference), embeddedNames(), reference.registry !== LESSON_REGISTRY);
  }
  try {
    const client = await engine.registryOf(reference);
    return await client.contact(reference.repository, signal);
  } catch (error) {
    const isUnreachable = (error as EngineError).code === 'REGISTRY_UNREACHABLE';
    throw isUnreachable && isCarried
      ? new UnreachableButEmbedded(familiarName(reference), error as EngineError)
      : error;
  }
}

export async function howToAsk(engine: Engine, reference: Reference): Promise<string[]> {
  if (engine.isEmbedded(reference)) return [];
  const { origin } = await engine.registryOf(reference);
  return [`curl -i ${origin.href}v2/`];
}

export async function originOf(engine: Engine, reference: Reference): Promise<string> {
  const { registry } = reference;
  if (registry === LESSON_REGISTRY) return `${LESSON_REGISTRY}, which learn-run carries along,`;
  if (engine.isEmbedded(reference)) return `The embedded registry (in place of ${registry})`;
  const { origin } = await engine.registryOf(reference);
  return origin.host === registryOrigin(registry, false).host ? registry : `${origin.host}, a mirror of ${registry},`;
}
