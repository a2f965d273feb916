import type { Descriptor } from '../image/descriptor.ts';
import { type Digest, digestOf } from '../image/digest.ts';
import type { ExecutionConfig, HistoryEntry, ImageConfig } from '../image/image-config.ts';
import type { Manifest } from '../image/manifest.ts';
import { OCI_CONFIG, OCI_INDEX, OCI_LAYER_GZIP, OCI_MANIFEST } from '../image/media-type.ts';
import type { Platform } from '../image/platform.ts';
import { gzipStored } from './gzip.ts';
import { type TarFile, tarArchive } from './tar.ts';

/** Bytes that a registry serves under their digest. */
export interface Content {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** An image as a registry holds it: the index that its tags stand for, and everything the index leads to. */
export interface BuiltImage {
  readonly index: Descriptor;
  /** The index and the manifests, by digest. */
  readonly manifests: ReadonlyMap<Digest, Content>;
  /** Configs and layers, by digest. */
  readonly blobs: ReadonlyMap<Digest, Content>;
}

/** What one platform's image is made of: its layers, the lowest first, and what to run in them. */
export interface ImageSource {
  readonly platform: Platform;
  readonly layers: readonly (readonly TarFile[])[];
  readonly config: ExecutionConfig;
  /** RFC 3339. */
  readonly created: string;
  readonly history: readonly HistoryEntry[];
}

/** An OCI image for several platforms. The same sources give the same digests, on every machine. @see image-spec image-index.md */
export function buildImage(sources: readonly ImageSource[]): BuiltImage {
  const manifests = new Map<Digest, Content>();
  const blobs = new Map<Digest, Content>();
  const entries = sources.map((source) => ({
    ...buildManifest(source, manifests, blobs),
    platform: source.platform,
  }));
  const index = keep(manifests, OCI_INDEX, json({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: entries }));
  return { index, manifests, blobs };
}

function buildManifest(source: ImageSource, manifests: Map<Digest, Content>, blobs: Map<Digest, Content>): Descriptor {
  const archives = source.layers.map(tarArchive);
  const imageConfig: ImageConfig = {
    created: source.created,
    ...source.platform,
    config: source.config,
    rootfs: { type: 'layers', diff_ids: archives.map((archive) => digestOf(archive)) },
    history: source.history,
  };
  const manifest: Manifest & { schemaVersion: 2 } = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: keep(blobs, OCI_CONFIG, json(imageConfig)),
    layers: archives.map((archive) => keep(blobs, OCI_LAYER_GZIP, gzipStored(archive))),
  };
  return keep(manifests, OCI_MANIFEST, json(manifest));
}

function keep(where: Map<Digest, Content>, mediaType: string, bytes: Uint8Array): Descriptor {
  const digest = digestOf(bytes);
  where.set(digest, { mediaType, bytes });
  return { mediaType, digest, size: bytes.length };
}

/** Indented, because people will look at it with curl. */
function json(value: object): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}
