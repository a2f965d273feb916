import type { Engine } from '../../../engine/engine.ts';
import { algorithmOf, shortHex } from '../../../engine/image/digest.ts';
import { unpackedKey, unpackLayer } from '../../../engine/layer-work.ts';
import { Slots } from '../../../engine/slots.ts';
import type { LayerStatus } from '../../evidence.ts';
import type { LayerActors, LayerInput, Tools } from '../contract.ts';
import type { Collected } from './collected.ts';
import { documentBytes, smallLayers } from './document-bytes.ts';
import { asJson } from './facts.ts';
import { howToHash } from './how-to-hash.ts';
import { digestFact } from './image-facts.ts';
import { layerFacts } from './layer-facts.ts';

/** As many downloads at a time as docker has: more only makes each of them slower. */
const DOWNLOADS = 3;

/** The steps of one layer, for real. Layers of one pull share the slots. */
export function layerActors(engine: Engine, { readsLayers }: Collected): LayerActors {
  const downloads = new Slots(DOWNLOADS);
  return {
    async locateLayer(input, tools) {
      const exists = unpackedKey(engine, input) !== undefined;
      report(input, tools, exists ? 'Already exists' : 'Pulling fs layer');
      tools.show(`Layer ${shortHex(input.layer.digest)} is ${exists ? 'already unpacked' : 'not here'}.`, {}, [
        `ls ${engine.store.root}/snapshots/`,
      ]);
      return { exists };
    },

    async downloadLayer(input, tools) {
      if (downloads.areTaken) report(input, tools, 'Waiting');
      const { reference, layer } = input;
      // It may have lain here for long, with nothing unpacked of it: what the disk has made of it is found out now.
      await engine.store.content.isIntact(layer, tools.signal);
      const how = await downloads.take(tools.signal, async () => {
        const [client, unpackers] = await Promise.all([engine.registryOf(reference), engine.unpackers()]);
        return engine.store.content.ingest(
          layer,
          (offset) => {
            // It comes up while the layer comes down.
            unpackers.prepare();
            return client.openBlob(reference.repository, layer, { offset, signal: tools.signal });
          },
          {
            signal: tools.signal,
            onProgress: (bytes) => report(input, tools, 'Downloading', bytes),
          },
        );
      });
      const verb = how === 'downloaded' ? 'was downloaded' : 'was in the store already';
      tools.show(
        `Layer ${shortHex(layer.digest)} ${verb}: ${layer.size} bytes.`,
        { http: asJson(engine.takeExchanges()), layer: { ...layer, platform: null, annotations: null } },
        [`tar -tvf ${engine.store.content.pathOf(layer.digest)}`],
      );
    },

    async verifyLayer(input, tools) {
      const { layer } = input;
      report(input, tools, 'Verifying Checksum');
      // While it came in, each byte went through the hash; a blob that differs never gets its name.
      const name = algorithmOf(layer.digest) === 'sha256' ? 'SHA-256' : 'SHA-512';
      tools.show(
        `Its ${name} is the one that the manifest promised: ${layer.digest}.`,
        readsLayers ? { digests: [await digestFact(engine, { what: 'layer', by: 'manifest' }, layer)] } : {},
        [howToHash(engine, layer)],
      );
      report(input, tools, 'Download complete');
    },

    async extractLayer(input, tools) {
      const { layer, diffId } = input;
      const result = await unpackLayer(engine, input, {
        signal: tools.signal,
        onProgress: (bytes) => report(input, tools, 'Extracting', bytes),
      });
      const directory = engine.store.snapshots.pathOf(unpackedKey(engine, input) ?? diffId);
      const what = result
        ? `unpacked: ${result.entries} ${result.entries === 1 ? 'entry' : 'entries'}, ${result.bytes} bytes`
        : 'unpacked by another process';
      tools.show(
        `Layer ${shortHex(layer.digest)} is ${what}. Uncompressed it is ${diffId}, as the config says.`,
        {
          ...(result && { layer: { ...result, diffId, needsParents: result.needsParents ?? null } }),
          ...(readsLayers && {
            ...(await layerFacts(engine, layer)),
            ...documentBytes(...smallLayers(engine.store, [layer])),
          }),
        },
        [`find ${directory} | head`],
      );
      report(input, tools, 'Pull complete', layer.size);
    },
  };
}

function report({ layer }: LayerInput, tools: Tools, status: LayerStatus, current = 0): void {
  tools.progress({ kind: 'layer', digest: layer.digest, status, current, total: layer.size });
}
