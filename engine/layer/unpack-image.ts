import { utimesSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Digest } from '../image/digest.ts';
import { type ApplyOptions, applyLayer } from './apply-layer.ts';
import type { LayerReport } from './unpack-job.ts';
import { Unpackers } from './unpackers.ts';

/** One layer of an image that is stored as a file. */
export interface StoredLayer {
  /** What errors call it: the digest of the blob. */
  readonly layer: string;
  readonly path: string;
  readonly mediaType: string;
  readonly diffId: Digest;
}

type SharedOptions = Pick<ApplyOptions, 'ownership' | 'limits' | 'launcher' | 'signal'>;

/**
 * Unpacks all layers, from the lowest up, into one new directory: the root file system that the image describes, whiteouts carried out.
 * Returns one report a layer.
 *
 * @throws as `applyLayer`; the directory then holds what was unpacked until then
 */
export async function unpackImage(
  layers: readonly StoredLayer[],
  directory: string,
  options: SharedOptions = {},
): Promise<LayerReport[]> {
  const reports: LayerReport[] = [];
  const unpackers = new Unpackers(options.launcher);
  // The root's own time is that of the layers, or none: the same image makes the same tree, whenever it is unpacked.
  utimesSync(directory, 0, 0);
  try {
    for (const [index, { layer, path, mediaType, diffId }] of layers.entries()) {
      const from = { layer, blob: path, mediaType, directory };
      const how = { ...options, unpackers, whiteouts: 'apply', isLowest: index === 0, expectedDiffId: diffId } as const;
      reports.push(await applyLayer(from, how));
    }
    return reports;
  } finally {
    await unpackers.close();
  }
}

/**
 * Applies one changeset, compressed or not, to a directory that may hold files already. Nothing outside it is touched, whatever the
 * archive says.
 *
 * @throws as `applyLayer`; the directory then holds a part of the changeset
 */
export async function applyChangeset(
  archive: Readable,
  directory: string,
  options: SharedOptions & { readonly expectedDiffId?: Digest } = {},
): Promise<LayerReport> {
  const from = { layer: 'from the input', blob: archive, directory };
  return applyLayer(from, { ...options, whiteouts: 'apply', isLowest: false });
}
