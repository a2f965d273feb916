import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Descriptor } from '../../../engine/image/descriptor.ts';
import { digestOf } from '../../../engine/image/digest.ts';
import { OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST } from '../../../engine/image/media-type.ts';
import type { StoreDependencies } from '../../../engine/store/dependencies.ts';
import { openStore, type Store } from '../../../engine/store/store.ts';

/** The real kernel, as the command line hands it in. */
export const syscalls: StoreDependencies['syscalls'] = async () =>
  (await import('../../../engine/syscall/linux.ts')).linuxSyscalls();

/** A directory that is gone after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'learn-run-store-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A store of its own for a test. */
export function temporaryStore(options: Partial<StoreDependencies> = {}): Store {
  return openStore(join(temporaryDirectory(), 'home'), { syscalls, ...options });
}

export function descriptorOf(bytes: Uint8Array, mediaType: string = OCI_LAYER): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

/** Bytes that look random but are the same in each run. */
export function someBytes(length: number, seed = 'seed'): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, block) =>
    createHash('sha256').update(`${seed} ${block}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

/** Writes an image of one empty layer, and the index that leads to it, into the store. */
export async function writeImage(store: Store, seed = 'image') {
  const write = async (bytes: Uint8Array, mediaType: string) => {
    const descriptor = descriptorOf(bytes, mediaType);
    await store.content.write(descriptor, bytes);
    return descriptor;
  };
  const json = (value: object, mediaType: string) => write(Buffer.from(JSON.stringify(value)), mediaType);
  const layer = await write(Buffer.alloc(1024), OCI_LAYER);
  const platform = { os: 'linux', architecture: 'amd64' };
  const rootfs = { type: 'layers', diff_ids: [layer.digest] };
  const config = await json({ ...platform, config: { Cmd: [seed] }, rootfs }, OCI_CONFIG);
  const manifest = await json({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: [layer] }, OCI_MANIFEST);
  const index = await json(
    { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [{ ...manifest, platform }] },
    OCI_INDEX,
  );
  return { layer, config, manifest, index };
}
