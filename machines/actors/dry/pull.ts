import { buffer } from 'node:stream/consumers';
import type { Engine } from '../../../engine/engine.ts';
import type { Descriptor } from '../../../engine/image/descriptor.ts';
import { digestOf } from '../../../engine/image/digest.ts';
import { type ImageConfig, parseImageConfig, refuseLayerMismatch } from '../../../engine/image/image-config.ts';
import { parseManifest } from '../../../engine/image/manifest.ts';
import { formatPlatform } from '../../../engine/image/platform.ts';
import { formatReference, type Reference } from '../../../engine/image/reference.ts';
import type { PullActors } from '../contract.ts';
import { contactRegistry } from '../real/contact-registry.ts';
import { asFacts } from '../real/facts.ts';
import { refuseOtherPlatform } from '../real/platform-check.ts';
import { resolveTarget } from '../real/resolve-target.ts';

/** What a dry pull has learnt, kept in memory: nothing of it reaches the store. */
export interface Learnt {
  config?: ImageConfig;
}

/**
 * The steps of a pull up to the image's config, which the registry is really asked for: what a container would be like
 * stands in there. From there on they only say what would be done.
 */
export function dryPullActors(engine: Engine, learnt: Learnt): PullActors {
  const documents = new Map<string, Buffer>();
  const withHttp = (facts: Record<string, unknown> = {}) => asFacts({ http: engine.takeExchanges(), ...facts });

  /** A document by its digest: from the store, from memory, or from the registry into memory. */
  const fetched = async (reference: Reference, descriptor: Descriptor, signal: AbortSignal): Promise<Buffer> => {
    const known = documents.get(descriptor.digest);
    if (known) return known;
    if (engine.store.content.has(descriptor)) return engine.store.content.read(descriptor);
    const client = await engine.registryOf(reference);
    const { bytes } = await client.fetchManifest(reference.repository, descriptor, signal);
    return bytes;
  };

  return {
    contactRegistry: ({ reference }, tools) => contactRegistry(engine, reference, tools, withHttp),

    async authorize({ reference, challenge }, tools) {
      const client = await engine.registryOf(reference);
      await client.authorize(challenge, reference.repository, tools.signal);
      tools.show(`A token for reading ${reference.repository} was fetched.`, withHttp());
    },

    async resolveIndex({ reference, platform }, tools) {
      const { target, index, manifest, text } = await resolveTarget(engine, { reference, platform }, tools.signal, {
        keep: ({ digest }, bytes) => documents.set(digest, bytes),
        fetch: (descriptor) => fetched(reference, descriptor, tools.signal),
      });
      tools.show(text, withHttp(index && { index }));
      return { target, manifest };
    },

    async fetchManifest({ reference, manifest: descriptor }, tools) {
      const bytes = await fetched(reference, descriptor, tools.signal);
      const manifest = parseManifest(bytes, descriptor);
      const size = manifest.layers.reduce((sum, layer) => sum + layer.size, 0);
      tools.show(
        `The manifest names the config ${manifest.config.digest} and ${manifest.layers.length} layer${manifest.layers.length === 1 ? '' : 's'}, ${size} bytes in all.`,
        withHttp({ manifest }),
      );
      return { manifest };
    },

    async fetchConfig({ reference, manifest, platform }, tools) {
      const { content } = engine.store;
      const client = await engine.registryOf(reference);
      const bytes = content.has(manifest.config)
        ? content.read(manifest.config)
        : await buffer(client.openBlob(reference.repository, manifest.config, { signal: tools.signal }));
      const config = parseImageConfig(bytes);
      refuseLayerMismatch(manifest, config);
      refuseOtherPlatform(reference, config, platform);
      learnt.config = config;
      tools.show(
        `The config is ${digestOf(bytes)}, as the manifest says; it is for ${formatPlatform(config)}, asked was ${formatPlatform(platform)}.`,
        withHttp({ 'image config': config }),
      );
      return { config };
    },

    async recordImage({ reference, target, manifest, id }, tools) {
      const name = formatReference(reference);
      tools.show(`${name} would stand for ${target.digest} in the store from then on. Nothing was written there.`);
      return { name, target, manifest, id };
    },
  };
}
