import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Digest } from '../image/digest.ts';
import { WrongDiffId } from './errors.ts';
import { type Launcher, UnpackProcess, type Watch } from './launch.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import type { LayerReport, OverlayMount, Ownership, UnpackJob, WhiteoutMode } from './unpack-job.ts';
import type { Unpackers } from './unpackers.ts';

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

export interface ApplyOptions extends Watch {
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
  /**
   * Processes that outlive one layer, to be used in place of a new one, with a launcher of their own. Only for directories that the
   * caller has made, as such a process can find back out of them.
   */
  readonly unpackers?: Unpackers;
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
    // The process has a working directory of its own.
    blob: typeof blob === 'string' ? resolve(blob) : undefined,
    // A mount namespace with the layers below mounted in it is of no use to the next layer.
    isLast: options.unpackers === undefined || overlay !== undefined,
    directory,
    mediaType,
    whiteouts: options.whiteouts,
    isLowest: options.isLowest,
    overlayXattr: options.overlayXattr ?? 'trusted',
    ownership: options.ownership ?? 'keep',
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    overlay,
    expectedDiffId: options.expectedDiffId,
  };
  const report = await carryOut(job, blob, options);
  const { expectedDiffId } = options;
  if (expectedDiffId && report.diffId && report.diffId !== expectedDiffId) {
    throw new WrongDiffId(layer, expectedDiffId, report.diffId);
  }
  return report;
}

async function carryOut(job: UnpackJob, blob: string | Readable, options: Partial<ApplyOptions>): Promise<LayerReport> {
  if (options.unpackers && typeof blob === 'string') return options.unpackers.run(job, options);
  options.signal?.throwIfAborted();
  const process = new UnpackProcess(options.launcher, typeof blob === 'string' ? 'ignore' : 'pipe');
  if (typeof blob !== 'string') feed(process, blob);
  const report = await process.run(job, options);
  await process.end();
  return report;
}

const STOPPED_READING: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Pipes the stream into the process. A broken pipe means that the process has stopped reading, which it explains itself. */
function feed(process: UnpackProcess, blob: Readable): void {
  pipeline(blob, process.stdin).catch((error: NodeJS.ErrnoException) => {
    if (!STOPPED_READING.has(error.code ?? '')) process.fail(error);
  });
}
