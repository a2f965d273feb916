import { join } from 'node:path';
import type { Spec } from '../../../engine/bundle/runtime-spec.ts';
import { writeBundle } from '../../../engine/bundle/write-bundle.ts';
import { cgroupFor } from '../../../engine/cgroup/placement.ts';
import { findBase } from '../../../engine/directory-image.ts';
import type { Engine } from '../../../engine/engine.ts';
import { findJoined, joinedUser, refuseOthers } from '../../../engine/joined-container.ts';
import { monotonic } from '../../../engine/monotonic.ts';
import { rootMountOf, writableLayerIn } from '../../../engine/runtime/root-mount.ts';
import type { ContainerState } from '../../../engine/store/container-state.ts';
import { onDisk } from '../../../engine/store/disk-error.ts';
import { removeVolumesOf } from '../../../engine/volumes.ts';
import type { WakerOrder } from '../../../engine/waker.ts';
import type { ContainerActors, ContainerRecord } from '../contract.ts';
import { compileSpec, refuseForeignPids, refuseLowerScore, warnOfDiscarded } from './compile-spec.ts';
import { cgroupFacts, hasLimits } from './container-cgroup.ts';
import { etcFilesOf, putOnRecord } from './container-names.ts';
import { destroy, type OfContainers, orEnding } from './container-parts.ts';
import { isOom, markStarted, markStopped, tellEnding } from './container-record.ts';
import { asJson } from './facts.ts';
import { programFacts } from './held.ts';
import { makeContainer, refuseForeignRuntime, turnsOf } from './make-container.ts';
import { createDirectories, partsOf, standsOn } from './new-container.ts';
import { warnOfOtherPlatform } from './platform-check.ts';
import { processFacts, showInit } from './show-init.ts';
import { watchUsage } from './usage.ts';
import { showWaker, wakerFor } from './waker.ts';
import { isKeptInMemory } from './writable-layer.ts';
import { writtenLines } from './written-lines.ts';

/** The steps of a container's life, for real. */
export function containerActors(
  engine: Engine,
  { parts, networks }: OfContainers,
  { isWatched, waker: order }: { readonly isWatched: boolean; readonly waker?: WakerOrder | undefined },
): ContainerActors {
  return {
    async prepareSnapshot({ request, image }, tools) {
      const found = findBase(engine.store, image.manifest, request)!;
      warnOfOtherPlatform(found.config, request.platform, tools);
      warnOfDiscarded(engine, request, tools);
      const isInMemory = isKeptInMemory(engine.store, request, tools);
      const record = await createDirectories(engine, request, image, found);
      const part = partsOf(request, found, isInMemory);
      const { layers } = part;
      parts.set(record.id, part);
      const { upper, work, memory } = rootMountOf(record.bundle, layers, part);
      const places = { upper, work, ...(memory && { 'tmpfs at': memory }) };
      const { rootfs } = request.process;
      tools.show(
        `Container ${record.id.slice(0, 12)} has a directory of its own: ${standsOn(rootfs, layers.length)}.`,
        rootfs?.isOverlay === false ? {} : { snapshot: { layers, ...places } },
        [`ls -la ${record.bundle}`, ...layers.map((layer) => `ls -la ${layer}`)],
      );
      return record;
    },

    async writeBundle({ request, container }, tools) {
      const part = parts.get(container.id)!;
      refuseForeignPids(engine, request);
      refuseLowerScore(engine, request);
      if (hasLimits(request)) await engine.delegateCgroups();
      // Before anything is found by their numbers.
      part.joined = findJoined(engine, request.process);
      refuseForeignRuntime(request);
      const hasConsole = request.process.tty === true && !part.isDetached;
      part.launcher = await engine.takeLauncher(hasConsole, joinedUser(engine, part.joined));
      const network = await networks.plan(request, container, { image: part.image, launcher: part.launcher });
      const { spec, origins } = await compileSpec(engine, request, container.id, part, network);
      part.spec = spec;
      part.cgroup = cgroupFor(engine.placement, container.id, spec.linux.resources);
      const files = etcFilesOf(spec, request, network);
      onDisk('writing', container.bundle, () => writeBundle(container.bundle, spec, files));
      await relabelShown(engine, container, spec);
      tools.show(
        `config.json says what to run: ${JSON.stringify(spec.process.args)} as uid ${spec.process.user.uid} in ${spec.process.cwd}.`,
        isWatched ? { 'config.json': asJson(spec), origins: asJson(origins) } : {},
        [`cat ${join(container.bundle, 'config.json')}`],
      );
      return container;
    },

    async startInit({ container }, tools) {
      const part = parts.get(container.id)!;
      const created = await orEnding(part, () => makeContainer(container, part, tools, isWatched));
      part.container = created;
      refuseOthers(part.joined ?? {});
      showInit(created, cgroupFacts(engine, created), tools, isWatched);
      return { ...container, pid: created.pid };
    },

    async connectNetwork({ request, container }, tools) {
      const network = await networks.connect(request, container);
      putOnRecord(engine.store, container, parts.get(container.id)!.spec!, request, network);
      networks.show(network, request, container, tools, isWatched);
    },

    async startContainer({ container }, tools) {
      const part = parts.get(container.id)!;
      const { container: created, spec } = part;
      const before = created!.calls.length;
      // Before there is anything to be started again: it must not end while nobody waits for that.
      const waker = await wakerFor(engine, container.id, part, order);
      await orEnding(part, () => created!.start(isWatched ? turnsOf(tools) : undefined));
      markStarted(engine.store, container.id, waker);
      tools.show(
        `${created!.maker ? `${created!.maker.name} start was called: ` : ''}execve(2) replaced init by ${spec!.process.args[0]}: the same process ${created!.pid}, another program.`,
        isWatched
          ? { ...processFacts(created!), syscalls: asJson(created!.calls.slice(before)), ...programFacts(created!) }
          : {},
        [`tr '\\0' ' ' < /proc/${created!.pid}/cmdline`, `readlink /proc/${created!.pid}/exe`],
      );
      showWaker(waker, tools);
    },

    async awaitExit({ container }, tools) {
      const part = parts.get(container.id)!;
      const { cgroup, container: created } = part;
      const stopWatching = isWatched && cgroup ? watchUsage(cgroup, tools, monotonic) : () => {};
      const { code, signal, usage } = await unlessLeft(created!.exited, tools.signal).finally(stopWatching);
      part.ended = { code, signal };
      const written = isWatched ? await writtenLines(engine, container, part) : [];
      tools.show(
        `Process ${container.pid} ${signal ? `was killed by ${signal}` : `exited with status ${code}`}.${
          written.length > 0 ? " What it wrote is in the container's own layer." : ''
        }`,
        {
          ...(isWatched && usage && { 'resource usage': asJson(usage) }),
          ...(isWatched && cgroup && { cgroup: asJson(cgroup.stats()) }),
          ...(isWatched && { written }),
        },
      );
      return { code, signal };
    },

    async deleteContainer({ container, keep }, tools) {
      const { cgroup, ended, container: made } = parts.get(container.id) ?? {};
      const isOomKilled = keep && cgroup !== undefined && isOom(cgroup);
      const [commands] = await Promise.all([networks.disconnect(container.id), destroy(parts.get(container.id))]);
      const facts = isWatched && commands.length > 0 ? { network: asJson({ commands }) } : {};
      if (keep) {
        markStopped(engine.store, container.id, ended, isOomKilled);
        tools.show(whyKept(engine.store.containers.get(container.id)!), facts, [
          `ls -la ${writableLayerIn(container.bundle).upper}`,
        ]);
        return;
      }
      tellEnding(engine.store, container.id, ended);
      await removeVolumesOf(engine.store, container.id);
      await engine.store.containers.remove(container.id);
      parts.delete(container.id);
      tools.show(
        `${made?.maker ? `${made.maker.name} delete was called. ` : ''}The directory of container ${container.id.slice(0, 12)} is removed; its mounts went with its mount namespace.`,
        facts,
      );
    },
  };
}

/** Where the container has labels of SELinux: what it takes is loaded for that alone. */
async function relabelShown({ store }: Engine, { id, bundle }: ContainerRecord, spec: Spec): Promise<void> {
  const { mountLabel } = spec.linux;
  if (mountLabel === undefined) return;
  const { relabelMounts } = await import('./relabel-mounts.ts');
  await relabelMounts(spec.mounts, { bundle, mountLabel, placed: store.containers.get(id)?.mounts ?? [] });
}

function whyKept({ id, status, manner }: ContainerState): string {
  const stays = `Container ${id.slice(0, 12)} stays`;
  if (manner?.restart === undefined) return `${stays}, because --keep asked for it.`;
  return status === 'restarting'
    ? `${stays}, and is started again in a moment: --restart ${manner.restart.name} asked for that.`
    : `${stays}, as one with --restart does. It is not started again: its policy, ${manner.restart.name}, has it so.`;
}

/** Nobody waits any more where somebody else does. */
function unlessLeft<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise: left, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return Promise.race([promise, left]);
}
