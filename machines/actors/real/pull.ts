import type { Engine } from '../../../engine/engine.ts';
import type { Descriptor } from '../../../engine/image/descriptor.ts';
import { parseImageConfig, refuseLayerMismatch } from '../../../engine/image/image-config.ts';
import { parseManifest } from '../../../engine/image/manifest.ts';
import { formatPlatform } from '../../../engine/image/platform.ts';
import { formatReference, type Reference } from '../../../engine/image/reference.ts';
import type { PullActors } from '../contract.ts';
import { contactRegistry } from './contact-registry.ts';
import { documentBytes } from './document-bytes.ts';
import { asFacts } from './facts.ts';
import { howToHash } from './how-to-hash.ts';
import { digestFact } from './image-facts.ts';
import { refuseOtherPlatform } from './platform-check.ts';
import { resolveTarget } from './resolve-target.ts';

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
      return contactRegistry(engine, reference, tools, withHttp);
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
      const { target, bytes, index, manifest, text } = await resolveTarget(
        engine,
        { reference, platform },
        tools.signal,
        {
          keep: (descriptor, document) => engine.store.content.write(descriptor, document),
          fetch: (descriptor) => fetchDocument(engine, reference, descriptor, tools.signal),
        },
      );
      tools.show(
        text,
        withHttp({
          ...(index && { index }),
          ...(await withDigest({ what: index ? 'index' : 'manifest', by: 'tag' }, target)),
          ...documentBytes([bytes, target]),
        }),
        [howToHash(engine, target), `cat ${engine.store.content.pathOf(target.digest)}`],
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
