import type { Engine } from '../../../engine/engine.ts';
import { shortHex } from '../../../engine/image/digest.ts';
import { unpackedKey } from '../../../engine/layer-work.ts';
import type { LayerActors } from '../contract.ts';
import { asJson } from '../real/facts.ts';

/** The steps of one layer: whether it is here is looked at, the rest is only said. */
export function dryLayerActors(engine: Engine): LayerActors {
  return {
    async locateLayer(input, tools) {
      const exists = unpackedKey(engine, input) !== undefined;
      tools.show(`Layer ${shortHex(input.layer.digest)} is ${exists ? 'already unpacked' : 'not here'}.`, {}, [
        `ls ${engine.store.root}/snapshots/`,
      ]);
      return { exists };
    },

    async downloadLayer({ layer }, tools) {
      tools.show(`Layer ${shortHex(layer.digest)} would be downloaded: ${layer.size} bytes.`, { layer: asJson(layer) });
    },

    async verifyLayer({ layer }, tools) {
      tools.show(`Its SHA-256 would be compared with the one that the manifest promises: ${layer.digest}.`);
    },

    async extractLayer({ layer, diffId }, tools) {
      tools.show(
        `Layer ${shortHex(layer.digest)} would be unpacked into ${engine.store.snapshots.pathOf(diffId)}. Uncompressed it has to be ${diffId}.`,
      );
    },
  };
}
