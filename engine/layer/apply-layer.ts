import type { Readable } from 'node:stream';
import type { Digest } from '../image/digest.ts';
import { WrongDiffId } from './errors.ts';
import type { Launcher } from './launch.ts';
import { runUnpackProcess } from './launch.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import type { LayerReport, OverlayMount, Ownership, UnpackJob, WhiteoutMode } from './unpack-job.ts';

/** A layer, and the directory it goes into. */
export interface LayerToApply {
  /** What errors call it: usually the digest of the blob. */
  readonly layer: string;
  /** The compressed bytes: the path of a file, or a stream that may still be arriving. */
  readonly blob: string | Readable;
  /** Undefined: the first bytes alone say how it is compressed. */
  readonly mediaType?: string | undefined;
  /** An existing directory: nothing outside it is touched. */
  readonly directory: string;
}

export interface ApplyOptions {
  readonly whiteouts: WhiteoutMode;
  /** Nothing is below this layer. */
  readonly isLowest: boolean;
  /** `user` where the overlay will be mounted in a user namespace; `trusted` by default. */
  readonly overlayXattr?: 'trusted' | 'user';
  readonly ownership?: Ownership;
  readonly expectedDiffId?: Digest;
  readonly limits?: Partial<Limits>;
  /** How to start the process in a user namespace; without it, it runs as this user, who must be root. */
  readonly launcher?: Launcher;
  readonly signal?: AbortSignal;
  /** Told how many compressed bytes have been read so far. */
  readonly onProgress?: (bytes: number) => void;
}

/**
 * Unpacks one layer into a directory, in a process of its own that has the directory as its root.
 *
 * With whiteouts `overlay` the directory is a layer for overlayfs. Where such a layer leans on the ones below it, the report's
 * `needsParents` says why: empty the directory and call `applyLayerOnto`.
 * After an error the directory holds a part of the layer: the caller removes it.
 *
 * @throws LayerUnsafe, LayerCorrupt, LimitExceeded for what is wrong with the layer
 * @throws WrongDiffId where the whole stream has another digest than expected
 * @throws LayerNotApplied where the host refuses; UnpackProcessFailed where the process dies
 */
export async function applyLayer(from: LayerToApply, options: ApplyOptions): Promise<LayerReport> {
  return apply(from, options, undefined);
}

/**
 * Unpacks one layer with the layers below it in place: mounts them as an overlay, in the process's own mount namespace, with
 * `directory` on top, so that it ends up holding what the layer changes, as the kernel records it.
 *
 * @throws as `applyLayer`; LayerNotApplied also where overlayfs cannot be mounted
 */
export async function applyLayerOnto(
  from: LayerToApply,
  below: OverlayMount,
  options: Omit<ApplyOptions, 'whiteouts' | 'isLowest'>,
): Promise<LayerReport> {
  return apply(from, { ...options, whiteouts: 'apply', isLowest: false }, below);
}

async function apply(
  { layer, blob, mediaType, directory }: LayerToApply,
  options: ApplyOptions,
  overlay: OverlayMount | undefined,
): Promise<LayerReport> {
  const job: UnpackJob = {
    layer,
    directory,
    mediaType,
    whiteouts: options.whiteouts,
    isLowest: options.isLowest,
    overlayXattr: options.overlayXattr ?? 'trusted',
    ownership: options.ownership ?? 'keep',
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    overlay,
  };
  const { launcher, signal, onProgress, expectedDiffId } = options;
  const report = await runUnpackProcess(job, blob, { launcher, signal, onProgress });
  if (expectedDiffId && report.diffId && report.diffId !== expectedDiffId) {
    throw new WrongDiffId(layer, expectedDiffId, report.diffId);
  }
  return report;
}
