import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { convertImage, userSpec } from '../../../engine/bundle/convert.ts';
import { readHostFacts } from '../../../engine/bundle/host-facts.ts';
import type { Origins } from '../../../engine/bundle/origin.ts';
import type { Spec } from '../../../engine/bundle/runtime-spec.ts';
import { resolveGroups, resolveUser } from '../../../engine/bundle/user.ts';
import { initMount } from '../../../engine/bundle/user-mounts.ts';
import { writeBundle } from '../../../engine/bundle/write-bundle.ts';
import type { Cgroup } from '../../../engine/cgroup/cgroup.ts';
import { cgroupFor } from '../../../engine/cgroup/placement.ts';
import type { PlannedNetwork } from '../../../engine/container-network.ts';
import { copyUpsOf, findSurroundings } from '../../../engine/container-surroundings.ts';
import type { Engine } from '../../../engine/engine.ts';
import { type FoundImage, findTarget } from '../../../engine/find-image.ts';
import { createStatusFile } from '../../../engine/monitor/status-file.ts';
import { monotonic } from '../../../engine/monotonic.ts';
import { reaperFile } from '../../../engine/reaper/executable.ts';
import type { Container, CreateOptions } from '../../../engine/runtime/container.ts';
import type { CopyUp } from '../../../engine/runtime/creation.ts';
import { HostUnsupported } from '../../../engine/runtime/errors.ts';
import type { Launcher } from '../../../engine/runtime/launcher.ts';
import { viewProcess } from '../../../engine/runtime/process-view.ts';
import { parseSignal } from '../../../engine/runtime/signals.ts';
import { disassemble } from '../../../engine/seccomp/disassemble.ts';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import { removeVolumesOf } from '../../../engine/volumes.ts';
import type { Json } from '../../evidence.ts';
import type { ContainerActors, ContainerRecord, ExitStatus, RunRequest, StoredImage, Tools } from '../contract.ts';
import { cgroupFacts, hasLimits, joinEarly } from './container-cgroup.ts';
import { etcFilesOf, putOnRecord } from './container-names.ts';
import { codeNotStarted, isOom, mannerOf, markStarted, markStopped, tellEnding } from './container-record.ts';
import { asJson } from './facts.ts';
import { heldFacts, programFacts } from './held.ts';
import type { ContainerNetworks } from './network.ts';
import { warnOfOtherPlatform } from './platform-check.ts';
import { watchUsage } from './usage.ts';

/** What one container is made of, between the steps; the machine itself only holds its record. */
export interface ContainerParts {
  readonly image: FoundImage;
  readonly layers: readonly string[];
  readonly isInteractive: boolean;
  /** True where the container goes on without us. */
  readonly isDetached: boolean;
  /** True where the container is removed when it has ended. */
  readonly isThrownAway: boolean;
  readonly stop: Pick<CreateOptions, 'stopSignal' | 'stopTimeout'>;
  spec?: Spec;
  /** Volumes that begin with what the image has. */
  copyUps?: readonly CopyUp[];
  cgroup?: Cgroup | undefined;
  launcher?: Launcher;
  container?: Container;
  /** How its program has ended. */
  ended?: ExitStatus;
}

/** What the steps of a run know of its containers. */
export interface OfContainers {
  readonly parts: Map<string, ContainerParts>;
  readonly networks: ContainerNetworks;
}

/** Enough for every passwd and group file that a person would write. */
const MAX_USER_FILE = 1024 * 1024;

/** The steps of a container's life, for real. */
export function containerActors(
  engine: Engine,
  { parts, networks }: OfContainers,
  isWatched: boolean,
): ContainerActors {
  return {
    async prepareSnapshot({ request, image }, tools) {
      const found = findTarget(engine.store, image.target, request.platform)!;
      warnOfOtherPlatform(found.config, request.platform, tools);
      const record = await createDirectories(engine, request, image, found);
      const layers = found.layers.map(({ directory }) => directory);
      const { interactive: isInteractive } = request.process;
      parts.set(record.id, {
        image: found,
        layers,
        isInteractive,
        isDetached: request.detach === true,
        isThrownAway: !request.keep,
        stop: stopOf(request, found),
      });
      tools.show(
        `Container ${record.id.slice(0, 12)} has a directory of its own: ${layers.length} read-only layer${layers.length === 1 ? '' : 's'} of the image below, one empty layer on top to write to.`,
        { snapshot: { layers, upper: join(record.bundle, 'upper'), work: join(record.bundle, 'work') } },
        [`ls -la ${record.bundle}`, ...layers.map((layer) => `ls -la ${layer}`)],
      );
      return record;
    },

    async writeBundle({ request, container }, tools) {
      const part = parts.get(container.id)!;
      refuseForeignPids(engine, request);
      part.launcher = await engine.takeLauncher(request.process.tty === true && !part.isDetached);
      // A detached one's streams are made before it is forked.
      const mayForkEarly = !isWatched && !part.isDetached && request.process.pid === undefined && !hasLimits(request);
      if (mayForkEarly) {
        part.cgroup = cgroupFor(engine.placement, container.id, undefined);
        await joinEarly(part.cgroup, part.launcher);
      }
      const network = await networks.plan(request, container, { image: part.image, launcher: part.launcher });
      const { spec, origins } = await convert(engine, request, container.id, part, network);
      part.spec = spec;
      part.cgroup ??= cgroupFor(engine.placement, container.id, spec.linux.resources);
      writeBundle(container.bundle, spec, etcFilesOf(spec, request, network));
      tools.show(
        `config.json says what to run: ${JSON.stringify(spec.process.args)} as uid ${spec.process.user.uid} in ${spec.process.cwd}.`,
        isWatched ? { 'config.json': asJson(spec), origins: asJson(origins) } : {},
        [`cat ${join(container.bundle, 'config.json')}`],
      );
      return container;
    },

    async startInit({ container }, tools) {
      const part = parts.get(container.id)!;
      const { Container } = await import('../../../engine/runtime/container.ts');
      const created = await orEnding(part, () =>
        Container.create(part.launcher!, {
          spec: part.spec!,
          bundle: container.bundle,
          rootMount: {
            layers: part.layers,
            upper: join(container.bundle, 'upper'),
            work: join(container.bundle, 'work'),
            links: join(container.bundle, 'l'),
            isVolatile: part.isThrownAway,
          },
          copyUps: part.copyUps ?? [],
          isInteractive: part.isInteractive,
          isDetached: part.isDetached,
          cgroup: part.cgroup,
          ...part.stop,
          onTurn: isWatched ? (call) => tools.turn(call) : undefined,
        }),
      );
      part.container = created;
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
      await orEnding(part, () => created!.start(isWatched ? (call) => tools.turn(call) : undefined));
      markStarted(engine.store, container.id);
      tools.show(
        `execve(2) replaced init by ${spec!.process.args[0]}: the same process ${created!.pid}, another program.`,
        isWatched
          ? { ...processFacts(created!), syscalls: asJson(created!.calls.slice(before)), ...programFacts(created!) }
          : {},
        [`tr '\\0' ' ' < /proc/${created!.pid}/cmdline`, `readlink /proc/${created!.pid}/exe`],
      );
    },

    async awaitExit({ container }, tools) {
      const part = parts.get(container.id)!;
      const { cgroup, container: created } = part;
      const stopWatching = isWatched && cgroup ? watchUsage(cgroup, tools, monotonic) : () => {};
      const { code, signal, usage } = await created!.exited;
      stopWatching();
      part.ended = { code, signal };
      tools.show(
        signal
          ? `Process ${container.pid} was killed by ${signal}.`
          : `Process ${container.pid} exited with status ${code}.`,
        {
          ...(isWatched && usage && { 'resource usage': asJson(usage) }),
          ...(isWatched && cgroup && { cgroup: asJson(cgroup.stats()) }),
        },
      );
      return { code, signal };
    },

    async deleteContainer({ container, keep }, tools) {
      const { cgroup, ended } = parts.get(container.id) ?? {};
      const isOomKilled = keep && cgroup !== undefined && isOom(cgroup);
      const [commands] = await Promise.all([networks.disconnect(container.id), destroy(parts.get(container.id))]);
      const facts = isWatched && commands.length > 0 ? { network: asJson({ commands }) } : {};
      if (keep) {
        markStopped(engine.store, container.id, ended, isOomKilled);
        tools.show(`Container ${container.id.slice(0, 12)} stays, because --keep asked for it.`, facts, [
          `ls -la ${container.bundle}/upper`,
        ]);
        return;
      }
      tellEnding(engine.store, container.id, ended);
      await removeVolumesOf(engine.store, container.id);
      await engine.store.containers.remove(container.id);
      parts.delete(container.id);
      tools.show(
        `The directory of container ${container.id.slice(0, 12)} is removed; its mounts went with its mount namespace.`,
        facts,
      );
    },
  };
}

/** Nobody may show the processes of a pid namespace that his user namespace does not own: mount_namespaces(7). */
function refuseForeignPids({ idMappings, placement }: Engine, { process }: RunRequest): void {
  if (process.pid === undefined) return;
  const hint = 'Without --pid, a container has a pid namespace of its own.';
  if (idMappings)
    throw new HostUnsupported('--pid host is for root: an ordinary user cannot mount /proc for it', { hint });
  if (placement.parent === undefined) {
    throw new HostUnsupported(
      '--pid host needs a cgroup: by nothing else all processes of the container can be ended',
      { hint },
    );
  }
}

/** Remembers for the record what a failure to start the program is to a shell. */
async function orEnding<Value>(part: ContainerParts, start: () => Promise<Value>): Promise<Value> {
  try {
    return await start();
  } catch (error) {
    part.ended = { code: codeNotStarted(error), signal: undefined };
    throw error;
  }
}

/** Ends whatever has come to be of the container, the half of one too. */
async function destroy(part: ContainerParts | undefined): Promise<void> {
  if (part?.container) return part.container.destroy();
  await part?.launcher?.kill();
  await part?.cgroup?.kill();
  await part?.cgroup?.remove();
}

/** The container's directories, all or none: nobody else knows of a container whose first step has failed. */
async function createDirectories(
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
      image: { name: image.name, target: image.target },
      snapshots: found.layers.map(({ key }) => key),
      labels: { ...found.config.config?.Labels, ...request.labels },
      status: 'creating',
      createdAt: new Date().toISOString(),
      bundle,
      manner: mannerOf(request, found),
      supervisor: identityOf(process.pid)!,
    });
    if (request.process.name !== undefined) await store.containers.names.claim(request.process.name, id);
    createStatusFile(bundle);
    for (const name of ['rootfs', 'upper', 'work']) mkdirSync(join(bundle, name), { mode: 0o755 });
    return { id, bundle, pid: undefined };
  } catch (error) {
    await store.containers.remove(id);
    throw error;
  }
}

/** A signal of the image that there is not is passed over: docker would not have built such an image. */
function stopOf({ process }: RunRequest, { config }: FoundImage): ContainerParts['stop'] {
  return {
    stopSignal: parseSignal(process.stopSignal ?? config.config.StopSignal ?? ''),
    stopTimeout: process.stopTimeout,
  };
}

async function convert(
  engine: Engine,
  request: RunRequest,
  containerId: string,
  part: ContainerParts,
  network: PlannedNetwork,
): Promise<{ spec: Spec; origins: Origins }> {
  const { image, layers } = part;
  const read = (path: string) => engine.store.readInLayers(layers, path, MAX_USER_FILE);
  const [passwd, group] = await Promise.all([read('/etc/passwd'), read('/etc/group')]);
  const user = resolveUser(userSpec(image.config, request.process), { passwd, group });
  const addedGids = resolveGroups(request.process.groupAdd ?? [], { group });
  const found = findSurroundings(engine.store, containerId, request.process, image.config.config);
  part.copyUps = copyUpsOf(found.placed);
  const placed = request.process.init ? [...found.placed, initMount(reaperFile(engine.programs))] : found.placed;
  const rootless = engine.idMappings;
  const { parent } = engine.placement;
  return convertImage({
    image: image.config,
    options: request.process,
    ...found,
    placed,
    user: { ...user, addedGids },
    containerId,
    joined: 'joined' in network ? network.joined : undefined,
    host: readHostFacts(),
    rootless,
    cgroupsPath: parent && join(parent, containerId),
  });
}

/** The process as it is now; nothing where it has ended already. */
function processFacts({ pid }: Container): Record<string, Json> {
  const view = viewProcess(pid);
  // In the midst of execve a process has no words of its own.
  return view?.commandLine.length ? { process: asJson(view) } : {};
}

/** The filter in words: it is in force, or will be right before execve. */
function filterFacts({ seccomp }: Container): Record<string, Json> {
  return seccomp ? { seccomp: disassemble(seccomp.program) } : {};
}

function showInit(container: Container, cgroup: Json, tools: Tools, isWatched: boolean): void {
  const { pid, calls, hasOwnPids } = container;
  const pidInside = hasOwnPids ? 'process 1 inside' : 'inside: it has the pid namespace of the host';
  const after = isWatched ? `After ${calls.length} kernel calls it` : 'It';
  tools.show(
    `Init is process ${pid} here and ${pidInside}. ${after} stands right before execve, and waits.`,
    isWatched
      ? {
          process: asJson(viewProcess(pid) ?? null),
          ...heldFacts(container),
          syscalls: asJson(calls),
          cgroup,
          ...filterFacts(container),
        }
      : {},
    [
      `cat /proc/${pid}/status`,
      `ls -l /proc/${pid}/ns`,
      `nsenter --target ${pid} --mount --uts --ipc --net --pid --cgroup`,
    ],
  );
}
