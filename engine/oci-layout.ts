import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from './errors.ts';
import { type Descriptor, REF_NAME } from './image/descriptor.ts';
import { algorithmOf, hexOf, isDigestOf } from './image/digest.ts';
import { type ImageConfig, parseImageConfig, refuseLayerMismatch } from './image/image-config.ts';
import { parseImageIndex } from './image/image-index.ts';
import { type Manifest, parseManifest } from './image/manifest.ts';
import { isIndex, OCI_INDEX } from './image/media-type.ts';
import type { Platform } from './image/platform.ts';
import { selectManifest } from './image/select-manifest.ts';

/** A directory is not an OCI image layout, or has no such image, or its content is not what it says. */
export class LayoutUnusable extends EngineError<'LAYOUT_UNUSABLE'> {
  readonly code = 'LAYOUT_UNUSABLE';
  readonly directory: string;

  constructor(directory: string, reason: string, cause?: unknown) {
    super(`cannot read the OCI image layout ${directory}: ${reason}`, { cause });
    this.directory = directory;
  }
}

/** An image in a layout that somebody else wrote. */
export interface LayoutImage {
  readonly manifest: Manifest;
  readonly config: ImageConfig;
  /** The path of a blob. */
  readonly pathOf: (blob: Descriptor) => string;
}

/**
 * The image that has the tag in an image layout, for the platform; its manifest and config checked against their
 * digests.
 *
 * @throws LayoutUnusable
 * @see image-spec image-layout.md
 */
export function readLayout(directory: string, tag: string, platform: Platform): LayoutImage {
  const pathOf = ({ digest }: Descriptor) => join(directory, 'blobs', algorithmOf(digest), hexOf(digest));
  const read = (blob: Descriptor) => readBlob(directory, pathOf(blob), blob);
  const index = parseImageIndex(readFile(directory, join(directory, 'index.json')), { mediaType: OCI_INDEX });
  const target = index.manifests.find(({ annotations }) => annotations?.[REF_NAME] === tag);
  if (target === undefined) throw new LayoutUnusable(directory, `it has no image with the tag ${JSON.stringify(tag)}`);
  const readIndex = (descriptor: Descriptor) => parseImageIndex(read(descriptor), descriptor);
  const chosen = isIndex(target.mediaType) ? selectManifest(readIndex(target), platform, readIndex) : target;
  const manifest = parseManifest(read(chosen), chosen);
  const config = parseImageConfig(read(manifest.config));
  refuseLayerMismatch(manifest, config);
  return { manifest, config, pathOf };
}

function readBlob(directory: string, path: string, { digest, size }: Descriptor): Buffer {
  const bytes = readFile(directory, path);
  if (bytes.length === size && isDigestOf(digest, bytes)) return bytes;
  throw new LayoutUnusable(directory, `${path} is not what its digest says: expected ${size} bytes of ${digest}`);
}

function readFile(directory: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new LayoutUnusable(directory, (cause as Error).message, cause);
  }
}
