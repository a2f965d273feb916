import { isAbsolute, join } from 'node:path';
import type { ContainerOptions } from '../bundle/container-options.ts';
import { convertImage } from '../bundle/convert.ts';
import { discardedLabels } from '../bundle/discarded-labels.ts';
import { canSetGroups } from '../bundle/id-mappings.ts';
import type { Origins } from '../bundle/origin.ts';
import type { Spec } from '../bundle/runtime-spec.ts';
import { discardedText, withServedResources } from '../cgroup/served-resources.ts';
import { copyUpsOf, findDevices } from '../container-surroundings.ts';
import type { Engine } from '../engine.ts';
import type { ImageConfig } from '../image/image-config.ts';
import { ipcOf } from '../joined-container.ts';
import { liesOnOverlay } from '../lies-on-overlay.ts';
import type { Networking } from '../network/networking.ts';
import type { LookUp } from '../runtime/dry/container-files.ts';
import { NOT_HERE } from '../runtime/dry/container-files.ts';
import { dryHost } from '../runtime/dry/dry-host.ts';
import type { PlannedCall } from '../runtime/dry/dry-init.ts';
import { type ContainerPlan, planContainer } from '../runtime/dry/plan-container.ts';
import { type ForeignPlan, planForeign, type RuntimeCommands } from '../runtime/dry/plan-foreign.ts';
import { planForeignLauncher, planIdMaps, planLauncher } from '../runtime/dry/plan-launcher.ts';
import { rootMountOf } from '../runtime/root-mount.ts';
import type { SeccompFilter } from '../seccomp/filter.ts';
import { snapshotKeys } from '../store/snapshot-keys.ts';
import { planMounts } from '../volumes.ts';
import { type PlannedCgroup, plannedCgroup } from './planned-cgroup.ts';
import { type PlannedHost, plannedHost } from './planned-host.ts';
import { type PlannedNetwork, plannedNetwork } from './planned-network.ts';
import { plannedUser } from './planned-user.ts';

/** An image as far as it is here. */
export interface KnownImage {
  readonly config: ImageConfig;
  /** Directories of its unpacked layers, from the lowest up; undefined where they are not here. */
  readonly layers: readonly string[] | undefined;
}

/** What is to be planned. */
export interface PlanInput {
  /** 64 hex digits. */
  readonly containerId: string;
  readonly image: KnownImage;
  readonly options: ContainerOptions & { readonly networking?: Networking | undefined };
  readonly isInteractive: boolean;
  /** True where the container would be removed when it has ended. */
  readonly isThrownAway: boolean;
  /** Absolute path of the OCI runtime that would make it; undefined where we would. */
  readonly runtime?: string | undefined;
  /** Changes config.json before the calls are worked out: for fields that no option stands for. */
  readonly amend?: (spec: Spec) => Spec;
}

/** Everything that a run would come to, worked out and not done. */
export interface RunPlan {
  readonly spec: Spec;
  readonly origins: Origins;
  /** Absolute path of the directory that the container would have. */
  readonly bundle: string;
  /** Directories of the layers, from the lowest up: where they are, or would be. */
  readonly layers: readonly string[];
  /** Of the host, that would have to be made before: sources of mounts, volumes. */
  readonly directories: readonly string[];
  /** Commands or writes that would give a user namespace its ids; none as root. */
  readonly idMaps: readonly string[];
  readonly launcher: readonly PlannedCall[];
  readonly cgroup: PlannedCgroup;
  readonly network: PlannedNetwork;
  /** What init would call up to the point right before execve; where another runtime makes it, who mounts its root. */
  readonly creating: readonly PlannedCall[];
  readonly starting: readonly PlannedCall[];
  /** What another runtime would be told; undefined where we would make it. */
  readonly commands?: RuntimeCommands;
  readonly seccomp: SeccompFilter | undefined;
  /** What had to be guessed, in sentences. */
  readonly assumptions: readonly string[];
}

/** Enough for every passwd and group file that a person would write. */
const MAX_USER_FILE = 1024 * 1024;

/**
 * Compiles a run as a real one does, and works out every system call that it would make. Makes none, and nothing on disk.
 *
 * @param host the same one for plans that are to be compared
 * @throws whatever the run would fail with, as far as that can be known before
 */
export async function planRun(
  engine: Pick<Engine, 'store' | 'idMappings'>,
  input: PlanInput,
  host: PlannedHost = plannedHost(engine.idMappings),
): Promise<RunPlan> {
  const { containerId, image, options } = input;
  const { user, assumed } = plannedUser(image.config, options, await userDatabase(engine, image));
  const { placed, directories } = planMounts(engine.store, {
    requests: options.mounts ?? [],
    volumes: image.config.config.Volumes,
  });
  const { parent } = host.placement;
  const converted = convertImage({
    image: image.config,
    options: withServedResources(options, host.placement),
    user,
    placed,
    ...findDevices(options),
    containerId,
    host: host.facts,
    rootless: host.idMappings,
    isInUserNamespace: host.idMappings !== undefined && input.runtime !== undefined,
    // Which process that would be is not known before.
    joinedIpc: options.ipc?.startsWith('container:') ? ipcOf('PID') : undefined,
    joinedPids: options.pid?.startsWith('container:') ? '/proc/PID/ns/pid' : undefined,
    cgroupsPath: parent && join(parent, containerId),
    hasOpenDevices: parent === undefined && host.idMappings === undefined,
  });
  const spec = input.amend?.(converted.spec) ?? converted.spec;
  const bundle = engine.store.containers.directoryOf(containerId);
  const layers = image.layers ?? placesOfLayers(engine, image);
  const container = await containerPlan(engine, { ...input, spec, bundle, layers, directories, placed, host });
  const calls = [...container.creating, ...container.starting];
  const cgroup = cgroupOf(host, input, spec);
  return {
    spec,
    origins: converted.origins,
    bundle,
    layers,
    directories,
    idMaps: host.idMappings ? planIdMaps(host.idMappings, process.geteuid?.() === 0) : [],
    launcher: input.runtime
      ? planForeignLauncher(host.idMappings)
      : planLauncher(host.idMappings, spec.linux.namespaces, cgroup.unified),
    cgroup,
    network: await plannedNetwork(host, containerId, options, image.config),
    ...container,
    assumptions: [...discardedOn(host, options).map(asClause), ...assumptionsOf(host, assumed, calls)],
  };
}

/** Another runtime makes it itself, at the path that config.json has. */
function cgroupOf(host: PlannedHost, { containerId, runtime }: PlanInput, { linux }: Spec): PlannedCgroup {
  const cgroup = plannedCgroup(host, containerId, linux.resources);
  return runtime === undefined ? cgroup : { ...cgroup, making: [], joining: [], limiting: [] };
}

async function userDatabase({ store }: Pick<Engine, 'store'>, { layers }: KnownImage) {
  if (layers === undefined) return undefined;
  const read = (path: string) => store.readInLayers(layers, path, MAX_USER_FILE);
  const [passwd, group] = await Promise.all([read('/etc/passwd'), read('/etc/group')]);
  return { passwd, group };
}

/** Where the layers would be unpacked, each by itself. */
function placesOfLayers({ store }: Pick<Engine, 'store'>, { config }: KnownImage): string[] {
  return snapshotKeys(config.rootfs.diff_ids).map(({ alone }) => store.snapshots.pathOf(alone));
}

interface ContainerInput extends PlanInput {
  readonly spec: Spec;
  readonly bundle: string;
  readonly layers: readonly string[];
  readonly directories: readonly string[];
  readonly placed: Parameters<typeof copyUpsOf>[0];
  readonly host: PlannedHost;
}

function containerPlan({ store }: Pick<Engine, 'store'>, input: ContainerInput): Promise<ContainerPlan | ForeignPlan> {
  const { spec, bundle, layers, host, image, runtime, isThrownAway } = input;
  const files = ['resolv.conf', 'hostname', 'hosts'].map((name) => join(bundle, name));
  const lookUp: LookUp = async (path) => (image.layers ? store.statInLayers(image.layers, path) : 'unknown');
  const options = {
    spec,
    bundle,
    rootMount: isAbsolute(spec.root.path)
      ? undefined
      : rootMountOf(
          bundle,
          layers,
          { isThrownAway, isInMemory: isThrownAway && liesOnOverlay(store.root) },
          spec.linux.mountLabel,
        ),
    copyUps: copyUpsOf(input.placed),
    host: dryHost({ files, directories: input.directories }, canSetGroups(host.idMappings?.gidMappings)),
    isInteractive: input.isInteractive,
    lookUp,
    bounding: host.bounding,
    architecture: host.facts.architecture,
  };
  if (runtime === undefined) return planContainer(options);
  const container = { path: runtime, bundle, id: input.containerId };
  return planForeign({ ...options, container, isInUserNamespace: host.idMappings !== undefined });
}

function discardedOn({ facts, placement }: PlannedHost, options: ContainerOptions): string[] {
  const hasSelinux = () => facts.contexts !== undefined;
  const labels = discardedLabels(options, { hasAppArmor: () => facts.hasAppArmor, hasSelinux });
  return [...labels, discardedText(options, placement)].filter(Boolean);
}

/** A warning among the assumptions, which begin and end as others want them to. */
const asClause = (warning: string) => warning.replaceAll(/^WARNING: |\.$/g, '');

function assumptionsOf(host: PlannedHost, user: string | undefined, calls: readonly PlannedCall[]): string[] {
  const guessed = new Set(calls.flatMap((call) => call.assumed ?? []));
  const program = calls.find(({ name }) => name === 'execve')?.args[0];
  return [
    ...host.assumptions,
    ...(user ? [user] : []),
    ...[...guessed].map((reason) => (reason === NOT_HERE ? `${program} is taken to be there: ${NOT_HERE}` : reason)),
  ];
}
