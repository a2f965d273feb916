import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findBase } from '../../../engine/directory-image.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { FoundImage } from '../../../engine/find-image.ts';
import { reopenContainer } from '../../../engine/reopen-container.ts';
import { LINKS, writableLayerIn } from '../../../engine/runtime/root-mount.ts';
import type { ContainerState } from '../../../engine/store/container-state.ts';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import type { Actors, RunRequest } from '../contract.ts';
import type { OfContainers } from './container-parts.ts';
import { ImageNotFound } from './errors.ts';
import { partsOf } from './new-container.ts';

/** The steps that are different where a container that has ended is started again: its image and its files are there. */
export function againActors(
  engine: Engine,
  { parts }: Pick<OfContainers, 'parts'>,
  { id, status, image: { name, target, manifest = target } }: ContainerState,
): Pick<Actors, 'lookUpImage' | 'prepareSnapshot'> {
  const baseOf = (request: RunRequest): FoundImage => {
    const found = findBase(engine.store, manifest, request);
    if (found) return found;
    throw new ImageNotFound(name, `The container stands on it: learn-run pull ${name} may bring it back.`);
  };
  return {
    async lookUpImage({ request }, tools) {
      const found = baseOf(request);
      tools.show(
        request.process.rootfs
          ? `Container ${id.slice(0, 12)} stands on a directory: ${request.process.rootfs.directory}.`
          : `Container ${id.slice(0, 12)} was made from ${name}, and the store still has that: ${target.digest}.`,
      );
      return { image: { name, target, manifest: found.manifestDescriptor, id: found.manifest.config.digest } };
    },

    async prepareSnapshot({ request }, tools) {
      // Before it counts as one that is being made: its image may have been removed a moment ago.
      const base = baseOf(request);
      const isWoken = status === 'restarting';
      const { bundle } = await reopenContainer(engine.store, id, identityOf(process.pid)!, isWoken);
      // The next mount makes the links to the layers anew.
      rmSync(join(bundle, LINKS), { recursive: true, force: true });
      parts.set(id, partsOf(request, base, false));
      const { upper } = writableLayerIn(bundle);
      tools.show(
        `Container ${id.slice(0, 12)} has its directory already, with what it has written before.`,
        { snapshot: { upper } },
        [`ls -la ${upper}`],
      );
      return { id, bundle, pid: undefined };
    },
  };
}
