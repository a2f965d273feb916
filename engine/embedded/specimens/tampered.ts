import type { BuiltImage } from '../image.ts';
import { buildSpecimen, catLayer, file } from './specimen.ts';

const PROMISE = 'I owe you 90 coins.\n';
const LIE = 'I owe you 10 coins.\n';

/**
 * `tampered`: after the image was published, somebody has changed one byte of a layer in the registry.
 * The size is still right, and the manifest still names the digest of what was published.
 */
export function buildTampered(): BuiltImage {
  const honest = buildSpecimen((architecture) => ({
    layers: [catLayer(architecture), { line: 'COPY promise /', files: [file('promise', PROMISE)] }],
    config: { Cmd: ['/bin/cat', '/promise'] },
  }));
  const blobs = new Map(
    [...honest.blobs].map(([digest, { mediaType, bytes }]) => [digest, { mediaType, bytes: withLie(bytes) }]),
  );
  return { ...honest, blobs };
}

/** The layer is stored, not compressed, so the text stands in it as it is. */
function withLie(bytes: Uint8Array): Uint8Array {
  const changed = Buffer.from(bytes);
  const place = changed.indexOf(PROMISE);
  if (place !== -1) changed.write(LIE, place);
  return changed;
}
