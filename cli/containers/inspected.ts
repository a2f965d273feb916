import { join } from 'node:path';
import type { PlacedMount } from '../../engine/bundle/mount-request.ts';
import type { Spec } from '../../engine/bundle/runtime-spec.ts';
import { pidSharing } from '../../engine/bundle/shared-pids.ts';
import { endingNow, statusOf } from '../../engine/container-status.ts';
import type { Engine } from '../../engine/engine.ts';
import { isKept } from '../../engine/log/log-config.ts';
import { readSpec } from '../../engine/read-spec.ts';
import { hasLayerInMemory, writableLayerIn } from '../../engine/runtime/root-mount.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { volumeName } from '../../engine/volumes.ts';
import type { RunRequest } from '../../machines/actors/contract.ts';
import { hostConfigAskedFor, placesAskedFor, programAskedFor, streamsAskedFor } from './asked-for.ts';
import { imageAsked } from './listed.ts';
import { imageOfContainer } from './made-from.ts';

/** What Go writes for a time that there is not. */
const NEVER = '0001-01-01T00:00:00Z';

/**
 * Docker's document about a container. What learn-run does not have, or does not know any more, is left out: whoever asks
 * for it is told so, in place of being given a default that is not true.
 */
export function inspected(engine: Pick<Engine, 'store'>, state: ContainerState) {
  const { id, name = '', bundle, createdAt } = state;
  const spec = specOf(bundle);
  const request = engine.store.containers.requestOf(id) as RunRequest | undefined;
  const asked = request?.process;
  const image = imageOfContainer(engine, state);
  const said = image?.config.config ?? {};
  // What was given up before it was made has none; older records do not tell.
  const mounts = state.mounts ?? (state.init ? undefined : []);
  const [path = '', ...args] = state.command ?? spec?.process.args ?? [];
  return {
    Id: id,
    Created: createdAt,
    Path: path,
    Args: args,
    State: stateOf(state),
    // Empty where it is gone.
    Image: image?.manifest.config.digest ?? '',
    ResolvConfPath: join(bundle, 'resolv.conf'),
    HostnamePath: join(bundle, 'hostname'),
    HostsPath: join(bundle, 'hosts'),
    LogPath: isKept(state.manner?.log) ? join(bundle, 'log') : '',
    Name: `/${name}`,
    RestartCount: state.restarts?.count ?? 0,
    Platform: 'linux',
    MountLabel: spec?.linux.mountLabel ?? '',
    ProcessLabel: spec?.process.selinuxLabel ?? '',
    AppArmorProfile: spec?.process.apparmorProfile ?? '',
    OCIConfigPath: join(bundle, 'config.json'),
    HostConfig: { ...hostConfigOf(state, spec), ...(asked && hostConfigAskedFor(asked)) },
    ...graphDriverOf(engine, state),
    ...(mounts && { Mounts: mounts.map(mountOf) }),
    Config: {
      ...configOf(state, spec),
      ...(asked && { ...programAskedFor(asked, said), ...placesAskedFor(asked, said) }),
      ...(request && streamsAskedFor(request)),
    },
    NetworkSettings: networkOf(state),
  };
}

/** Where its layers are: nothing for one whose root is a directory, or that writes into memory. */
function graphDriverOf({ store }: Pick<Engine, 'store'>, { bundle, snapshots }: ContainerState) {
  if (snapshots.length === 0 || hasLayerInMemory(bundle)) return {};
  const lower = snapshots.map((key) => store.snapshots.pathOf(key)).toReversed();
  const { upper, work } = writableLayerIn(bundle);
  const data = { LowerDir: lower.join(':'), UpperDir: upper, WorkDir: work, MergedDir: join(bundle, 'rootfs') };
  return { Driver: 'overlayfs', GraphDriver: { Name: 'overlayfs', Data: data } };
}

/** Undefined where the container was given up before it had one. */
function specOf(bundle: string): Spec | undefined {
  try {
    return readSpec(bundle);
  } catch {
    return undefined;
  }
}

function stateOf(state: ContainerState) {
  const status = statusOf(state);
  const isRunning = status === 'running' || status === 'paused';
  const { startedAt = NEVER, finishedAt = NEVER } = state;
  const ending = endingNow(state);
  return {
    Status: status,
    // Docker's word for one that waits to be started again, too.
    Running: isRunning || status === 'restarting',
    Paused: status === 'paused',
    Restarting: status === 'restarting',
    OOMKilled: ending?.isOomKilled ?? false,
    Dead: false,
    Pid: isRunning ? state.init!.pid : 0,
    ExitCode: ending?.exitCode ?? 0,
    Error: ending?.error ?? '',
    StartedAt: startedAt,
    FinishedAt: isRunning ? NEVER : finishedAt,
  };
}

function hostConfigOf({ manner, network }: ContainerState, spec: Spec | undefined) {
  const { memory, cpu, pids } = spec?.linux?.resources ?? {};
  const { restart, log } = manner ?? {};
  return {
    NetworkMode: network?.mode ?? '',
    LogConfig: { Type: log?.driver ?? 'json-file', Config: log?.options ?? {} },
    IpcMode: manner?.ipc ?? 'private',
    PidMode: spec ? pidMode(spec) : '',
    AutoRemove: manner?.isRemovedAtEnd ?? true,
    ReadonlyRootfs: spec?.root?.readonly ?? false,
    Memory: memory?.limit ?? 0,
    MemoryReservation: memory?.reservation ?? 0,
    MemorySwap: memory?.swap ?? 0,
    MemorySwappiness: memory?.swappiness ?? null,
    CpuShares: cpu?.shares ?? 0,
    CpuPeriod: cpu?.period ?? 0,
    CpuQuota: cpu?.quota ?? 0,
    CpuRealtimePeriod: cpu?.realtimePeriod ?? 0,
    CpuRealtimeRuntime: cpu?.realtimeRuntime ?? 0,
    CpusetCpus: cpu?.cpus ?? '',
    CpusetMems: cpu?.mems ?? '',
    PidsLimit: pids?.limit ?? null,
    MaskedPaths: spec?.linux?.maskedPaths ?? [],
    ReadonlyPaths: spec?.linux?.readonlyPaths ?? [],
    CgroupPath: spec?.linux?.cgroupsPath ?? '',
    RestartPolicy: { Name: restart?.name ?? 'no', MaximumRetryCount: restart?.maximumRetryCount ?? 0 },
  };
}

/** Of another container only the namespace is known, by a process that may be gone. */
function pidMode(spec: Spec): string {
  const pids = pidSharing(spec);
  if (pids === 'own') return '';
  return pids === 'host' ? pids : `container:${pids.path}`;
}

function mountOf(mount: PlacedMount) {
  const common = { Destination: mount.target, RW: !mount.readOnly };
  if (mount.type === 'tmpfs') return { Type: mount.type, Source: 'tmpfs', ...common };
  if (mount.type === 'bind') return { Type: mount.type, Source: mount.source, ...common };
  return { Type: mount.type, Name: volumeName(mount), Source: mount.path, ...common };
}

function configOf(state: ContainerState, spec: Spec | undefined) {
  const { manner, labels = {}, hostname = '' } = state;
  const { user, env = [], args = [], cwd = '' } = spec?.process ?? {};
  return {
    Hostname: spec?.hostname ?? hostname,
    Domainname: spec?.domainname ?? '',
    User: user ? `${user.uid}:${user.gid}` : '',
    Tty: manner?.hasTerminal ?? false,
    OpenStdin: manner?.isInteractive ?? false,
    Env: env,
    Cmd: args,
    Image: imageAsked(state),
    WorkingDir: cwd,
    Labels: labels,
    ...(manner?.stopSignal !== undefined && { StopSignal: manner.stopSignal }),
    ...(manner?.stopTimeout !== undefined && { StopTimeout: manner.stopTimeout }),
  };
}

function networkOf({ network }: ContainerState) {
  const { mode = '', address = '', ports = [], facts = {} } = network ?? {};
  const byPort = Object.groupBy(ports, ({ containerPort, protocol }) => `${containerPort}/${protocol}`);
  const published = Object.entries(byPort).map(([port, hosts = []]) => [
    port,
    hosts.map(({ hostIp, hostPort }) => ({ HostIp: hostIp, HostPort: String(hostPort) })),
  ]);
  const place = { IPAddress: address, Gateway: facts.gateway ?? '', MacAddress: facts.macAddress ?? '' };
  return { ...place, Ports: Object.fromEntries(published), Networks: mode === '' ? {} : { [mode]: place } };
}
