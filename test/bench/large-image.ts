import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type TarFile, tarArchive } from '../../engine/embedded/tar.ts';

/** How much is in an image: files of the same length, and their bytes in all. */
export interface ImageSize {
  readonly files: number;
  readonly bytes: number;
}

/** Like those of real life. */
export const USUAL_SIZE: ImageSize = { files: 6_800, bytes: 95_000_000 };
/** More files than most have: what is written down of each must not be much. */
export const MANY_FILES: ImageSize = { files: 60_000, bytes: 12_000_000 };

const LAYERS = 4;
const FILES_A_DIRECTORY = 40;
const MTIME = 1_700_000_000;

/**
 * Writes an image of this size as an OCI layout; it runs the given static program.
 * Images of different seeds have no layer in common.
 */
export function writeLargeImage(layout: string, program: Uint8Array, seed: number, size = USUAL_SIZE): string {
  mkdirSync(join(layout, 'blobs/sha256'), { recursive: true });
  const layers = Array.from({ length: LAYERS }, (_, layer) => writeLayer(layout, layer, program, seed, size));
  const config = putJson(layout, 'application/vnd.oci.image.config.v1+json', {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: { Cmd: ['/hello'] },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
  });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = { schemaVersion: 2, mediaType, config, layers: layers.map(({ descriptor }) => descriptor) };
  const annotations = { 'org.opencontainers.image.ref.name': 'latest' };
  const index = { schemaVersion: 2, manifests: [{ ...putJson(layout, mediaType, manifest), annotations }] };
  writeFileSync(join(layout, 'index.json'), JSON.stringify(index));
  writeFileSync(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  return `oci:${layout}:latest`;
}

function writeLayer(
  layout: string,
  layer: number,
  program: Uint8Array,
  seed: number,
  { files: count, bytes }: ImageSize,
) {
  const numbers = Array.from({ length: count / LAYERS }, (_, index) => layer + index * LAYERS);
  const files = numbers.map((number) => file(folderOf(layer, number), number, seed, Math.floor(bytes / count)));
  const own: TarFile[] = layer === 0 ? [{ path: 'hello', mode: 0o755, mtime: MTIME, content: program }] : [];
  const archive = tarArchive([...directoriesOf(files), ...files, ...own]);
  return {
    descriptor: putBlob(layout, 'application/vnd.oci.image.layer.v1.tar+gzip', gzipSync(archive)),
    diffId: digestOf(archive),
  };
}

const folderOf = (layer: number, number: number): string =>
  `usr/share/layer-${layer}/${Math.floor(number / FILES_A_DIRECTORY / LAYERS)}`;

/** Hexadecimal text of hashes: halves when compressed, as programs do. */
function file(folder: string, number: number, seed: number, size: number): TarFile {
  const hash = createHash('shake256', { outputLength: Math.ceil(size / 2) }).update(`${seed} ${number}`);
  return { path: `${folder}/file-${number}`, mode: 0o644, mtime: MTIME, content: Buffer.from(hash.digest('hex')) };
}

/** An entry for each directory that the files lie in, parents first. */
function directoriesOf(files: readonly TarFile[]): TarFile[] {
  const paths = files.flatMap(({ path }) => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1)));
  return [...new Set(paths)].map((path) => ({ path, mode: 0o755, mtime: MTIME, content: new Uint8Array() }));
}

function putJson(layout: string, mediaType: string, value: object) {
  return putBlob(layout, mediaType, Buffer.from(JSON.stringify(value)));
}

function putBlob(layout: string, mediaType: string, bytes: Uint8Array) {
  const digest = digestOf(bytes);
  writeFileSync(join(layout, 'blobs/sha256', digest.slice('sha256:'.length)), bytes);
  return { mediaType, digest, size: bytes.length };
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
