import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { wordsAskedFor } from '../../../engine/bundle/arguments.ts';
import type { RootDirectory } from '../../../engine/bundle/container-options.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { FoundImage } from '../../../engine/find-image.ts';
import { createStatusFile } from '../../../engine/monitor/status-file.ts';
import { writableLayerIn } from '../../../engine/runtime/root-mount.ts';
import { parseSignal } from '../../../engine/runtime/signals.ts';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import type { ContainerRecord, RunRequest, StoredImage } from '../contract.ts';
import type { ContainerParts } from './container-parts.ts';
import { mannerOf } from './container-record.ts';

/** The container's directories, all or none: nobody else knows of a container whose first step has failed. */
export async function createDirectories(
  { store }: Engine,
  request: RunRequest,
  image: StoredImage,
  found: FoundImage,
): Promise<ContainerRecord> {
  const id = randomBytes(32).toString('hex');
  const bundle = store.containers.directoryOf(id);
  try {
    store.containers.create({
      schemaVersion: 1,
      id,
      name: request.process.name,
      image: { name: image.name, asked: request.asked, target: image.target, manifest: image.manifest },
      snapshots: found.layers.map(({ key }) => key),
      labels: { ...found.config.config?.Labels, ...request.labels },
      // For one whose program is never started, too.
      command: wordsAskedFor(found.config.config ?? {}, request.process),
      status: 'creating',
      createdAt: new Date().toISOString(),
      bundle,
      manner: mannerOf(request, found),
      supervisor: identityOf(process.pid)!,
    });
    if (request.keep) {
      store.containers.keepRequest(id, request);
      store.containers.prepareLock(id);
    }
    if (request.process.name !== undefined) await store.containers.names.claim(request.process.name, id);
    createStatusFile(bundle);
    const { upper, work } = writableLayerIn(bundle);
    for (const directory of [join(bundle, 'rootfs'), upper, work]) mkdirSync(directory, { mode: 0o755 });
    return { id, bundle, pid: undefined };
  } catch (error) {
    await store.containers.remove(id);
    throw error;
  }
}

/**
 * What the steps of a run know of the container from its first one on.
 *
 * @param isInMemory whether what it writes is kept there
 */
export function partsOf(request: RunRequest, image: FoundImage, isInMemory: boolean): ContainerParts {
  const { rootfs } = request.process;
  return {
    image,
    layers: rootfs ? [rootfs.directory] : image.layers.map(({ directory }) => directory),
    isInteractive: request.process.interactive,
    runtime: request.runtime,
    isDetached: request.detach === true,
    isThrownAway: !request.keep,
    isInMemory,
    logFileSize: request.log?.fileSize,
    stop: stopOf(request, image),
  };
}

/** What its root file system is made of, in words. */
export function standsOn(rootfs: RootDirectory | undefined, layers: number): string {
  if (rootfs?.isOverlay === false) return `its root is ${rootfs.directory} itself, and what it writes stays there`;
  const below = rootfs
    ? `${rootfs.directory} below, read-only`
    : `${layers} read-only layer${layers === 1 ? '' : 's'} of the image below`;
  return `${below}, one empty layer on top to write to`;
}

/** A signal of the image that there is not is passed over: docker would not have built such an image. */
function stopOf({ process }: RunRequest, { config }: FoundImage): ContainerParts['stop'] {
  return {
    stopSignal: parseSignal(process.stopSignal ?? config.config.StopSignal ?? ''),
    stopTimeout: process.stopTimeout,
  };
}
