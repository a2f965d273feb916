import { type Descriptor, readDescriptor, readStrings } from './descriptor.ts';
import { DocumentTooLarge, InvalidDocument, MediaTypeMismatch, UnsupportedMediaType } from './errors.ts';
import { Field, withoutUndefined } from './field.ts';
import { DOCUMENT_LIMIT, parseJson } from './json-text.ts';
import { DOCKER_MANIFEST, isImageConfig, isLayer, isManifest } from './media-type.ts';

/** Which config and which layers make up one image, for one platform; the layers from the lowest up. @see image-spec manifest.md */
export interface Manifest {
  readonly mediaType: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** As many as overlayfs and docker take. */
const MOST_LAYERS = 127;

/**
 * The image manifest in these bytes, OCI or docker schema 2.
 *
 * The second argument says what the bytes were announced as: the descriptor that led here, or the registry's Content-Type.
 * It must agree with what the document says of itself (GHSA-5j5w-g665-5m35).
 *
 * @throws InvalidDocument, MediaTypeMismatch, UnsupportedMediaType, DocumentTooLarge
 */
export function parseManifest(bytes: Uint8Array, announced: Pick<Descriptor, 'mediaType'>): Manifest {
  refuseOtherThanManifest(announced.mediaType);
  const manifest = new Field('manifest', '', parseJson(bytes, 'manifest'));
  readVersion(manifest);
  const mediaType = readMediaType(manifest, announced.mediaType, DOCKER_MANIFEST);
  if (!manifest.get('manifests').isUnset)
    throw new MediaTypeMismatch('manifest', mediaType, 'a document that also lists manifests');
  return withoutUndefined({
    mediaType,
    config: readConfigDescriptor(manifest.get('config')),
    layers: readLayers(manifest.get('layers')),
    annotations: manifest.get('annotations').optional(readStrings),
  });
}

/** @throws InvalidDocument unless `schemaVersion` is 2. */
export function readVersion(document: Field): void {
  const version = document.get('schemaVersion');
  if (version.value !== 2) version.refuse('2');
}

/**
 * The media type that the announcement and the document agree on. OCI lets the field out; docker does not.
 *
 * @throws MediaTypeMismatch, InvalidDocument
 */
export function readMediaType(document: Field, announced: string, dockerType: string): string {
  const own = document.get('mediaType');
  if (own.isUnset && announced !== dockerType) return announced;
  if (own.string() !== announced) throw new MediaTypeMismatch(document.document, announced, own.string());
  return announced;
}

function refuseOtherThanManifest(mediaType: string): void {
  if (isManifest(mediaType)) return;
  const isSchema1 = mediaType.startsWith('application/vnd.docker.distribution.manifest.v1');
  const hint = isSchema1
    ? 'This image was pushed in the format of docker before 1.10 (schema 1). Ask its publisher to push it again with a current docker.'
    : 'Only images can be run: OCI image manifests and docker schema 2 manifests.';
  throw new UnsupportedMediaType('a manifest', mediaType, hint);
}

function readConfigDescriptor(field: Field): Descriptor {
  const config = readDescriptor(field);
  // Said now, before anybody begins to fetch it.
  if (config.size > DOCUMENT_LIMIT) throw new DocumentTooLarge('the config', DOCUMENT_LIMIT, config.size, 'bytes');
  if (isImageConfig(config.mediaType)) return config;
  throw new UnsupportedMediaType(
    'a config',
    config.mediaType,
    'This is an artifact (a chart, a signature, a model …), not a container image.',
  );
}

function readLayers(field: Field): Descriptor[] {
  const layers = field.list();
  if (layers.length === 0) throw new InvalidDocument('manifest', 'layers', 'expected at least one layer, got none');
  if (layers.length > MOST_LAYERS)
    throw new DocumentTooLarge('the list of layers', MOST_LAYERS, layers.length, 'layers');
  return layers.map(readLayer);
}

function readLayer(field: Field): Descriptor {
  const layer = readDescriptor(field);
  if (isLayer(layer.mediaType)) return layer;
  throw new UnsupportedMediaType(
    'a layer',
    layer.mediaType,
    'Layers are tar archives, plain or compressed with gzip or zstd.',
  );
}
