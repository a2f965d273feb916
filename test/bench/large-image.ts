import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sh } from './surroundings.ts';

const FILES = 6_800;
const BYTES = 95_000_000;
const LAYERS = 4;
const FILES_A_DIRECTORY = 40;

/** Writes an image like those of real life, in size and number of files, as an OCI layout; it runs the given static program. */
export function writeLargeImage(directory: string, program: string): string {
  const layout = join(directory, 'large');
  mkdirSync(join(layout, 'blobs/sha256'), { recursive: true });
  const layers = Array.from({ length: LAYERS }, (_, layer) => writeLayer(directory, layout, layer, program));
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

function writeLayer(directory: string, layout: string, layer: number, program: string) {
  const tree = join(directory, `layer-${layer}`);
  mkdirSync(tree);
  if (layer === 0) copyFileSync(program, join(tree, 'hello'));
  for (let file = layer; file < FILES; file += LAYERS) writeContent(tree, layer, file);
  const archive = join(directory, `layer-${layer}.tar.gz`);
  sh('tar', '--create', '--gzip', '--sort=name', '--owner=0', '--group=0', '--file', archive, '--directory', tree, '.');
  const bytes = readFileSync(archive);
  return {
    descriptor: putBlob(layout, 'application/vnd.oci.image.layer.v1.tar+gzip', bytes),
    diffId: digestOf(gunzipSync(bytes)),
  };
}

/** Hexadecimal text of hashes: halves when compressed, as programs do. */
function writeContent(tree: string, layer: number, file: number): void {
  const folder = join(tree, `usr/share/layer-${layer}/${Math.floor(file / FILES_A_DIRECTORY / LAYERS)}`);
  mkdirSync(folder, { recursive: true });
  const size = Math.floor(BYTES / FILES);
  const content = createHash('shake256', { outputLength: Math.ceil(size / 2) })
    .update(String(file))
    .digest('hex');
  writeFileSync(join(folder, `file-${file}`), content);
}

function putJson(layout: string, mediaType: string, value: object) {
  return putBlob(layout, mediaType, Buffer.from(JSON.stringify(value)));
}

function putBlob(layout: string, mediaType: string, bytes: Buffer) {
  const digest = digestOf(bytes);
  writeFileSync(join(layout, 'blobs/sha256', digest.slice('sha256:'.length)), bytes);
  return { mediaType, digest, size: bytes.length };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
