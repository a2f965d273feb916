import type { ExtraHost } from '../../engine/bundle/surroundings.ts';
import type { ExecutionConfig } from '../../engine/image/image-config.ts';
import { exposedByImage, type PortRequest, requestsForAll } from '../../engine/network/ports.ts';
import type { ProcessOptions, RunRequest, StreamName } from '../../machines/actors/contract.ts';
import { deviceRuleText } from '../options/device-rule.ts';
import { blockIoAskedFor } from './block-io-asked-for.ts';

/** The part of docker's HostConfig that says what was asked for when the container was made. */
export function hostConfigAskedFor(process: ProcessOptions) {
  const { networking, mounts = [], privileged = false, init = false, shmSize, uts = '', cgroupns = '' } = process;
  return {
    Binds: orNull(mounts.flatMap(bindOf)),
    VolumesFrom: orNull((process.volumesFrom ?? []).map(({ container, mode }) => `${container}${mode && `:${mode}`}`)),
    Tmpfs: Object.fromEntries(mounts.flatMap(tmpfsOf)),
    PortBindings: portBindings(networking?.ports ?? []),
    PublishAllPorts: networking?.publishesAll ?? false,
    Privileged: privileged,
    SecurityOpt: orNull(securityOptionsOf(process)),
    CapAdd: orNull(process.capAdd),
    CapDrop: orNull(process.capDrop),
    GroupAdd: orNull(process.groupAdd ?? []),
    Dns: process.dns ?? [],
    DnsOptions: process.dnsOptions ?? [],
    DnsSearch: process.dnsSearch ?? [],
    ExtraHosts: orNull((process.extraHosts ?? []).map(({ name, address }: ExtraHost) => `${name}:${address}`)),
    Devices: (process.devices ?? []).map(({ hostPath, path, permissions }) => ({
      PathOnHost: hostPath,
      PathInContainer: path,
      CgroupPermissions: permissions,
    })),
    DeviceCgroupRules: orNull((process.deviceRules ?? []).map(deviceRuleText)),
    ...blockIoAskedFor(process.resources),
    Init: init,
    ...(shmSize !== undefined && { ShmSize: shmSize }),
    Sysctls: process.sysctls ?? {},
    UTSMode: uts,
    UsernsMode: process.userns ?? '',
    CgroupnsMode: cgroupns,
  };
}

/** Docker has a policy of the caller's own whole in here: the name of its file says more. */
function securityOptionsOf({
  noNewPrivileges,
  seccomp,
  appArmor,
  labels,
  isSystemUnconfined,
}: ProcessOptions): string[] {
  return [
    ...(noNewPrivileges ? ['no-new-privileges'] : []),
    ...(seccomp ? [`seccomp=${seccomp === 'unconfined' ? seccomp : seccomp.path}`] : []),
    ...(appArmor ? [`apparmor=${appArmor}`] : []),
    ...Object.entries(labels ?? {}).map(([name, value]) => `label=${name}:${value}`),
    ...(isSystemUnconfined ? ['systempaths=unconfined'] : []),
  ];
}

/**
 * The program as docker's Config has it: what was asked for, and for what was not, what the image says.
 *
 * @see https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact
 */
export function programAskedFor({ entrypoint, args }: ProcessOptions, image: ExecutionConfig) {
  const isOwn = entrypoint !== undefined;
  const own = entrypoint === '' || entrypoint === undefined ? null : [entrypoint];
  const command = args.length > 0 || isOwn ? args : (image.Cmd ?? []);
  return { Entrypoint: isOwn ? own : (image.Entrypoint ?? null), Cmd: orNull(command) };
}

/** Which streams were shown or handed to it where it was made, as docker's Config has it. */
export function streamsAskedFor({ detach = false, process: { interactive, attach } }: RunRequest) {
  const isShown = (name: StreamName) => !detach && (attach?.includes(name) ?? name !== 'stdin');
  const hasStdin = isShown('stdin') || (interactive && !detach);
  return {
    AttachStdin: hasStdin,
    AttachStdout: isShown('stdout'),
    AttachStderr: isShown('stderr'),
    StdinOnce: interactive && hasStdin,
  };
}

/** The ports of the image, of `--expose` and of `-p`, and the directories that are to be volumes, as docker's Config has both. */
export function placesAskedFor({ networking, mounts = [] }: Partial<ProcessOptions>, image: ExecutionConfig) {
  const { exposed = [], ports = [] } = networking ?? {};
  const published = ports.map(({ containerPort: port, protocol }) => ({ first: port, last: port, protocol }));
  const all = requestsForAll([...exposedByImage(image.ExposedPorts), ...exposed, ...published], []);
  const unnamed = mounts.filter((mount) => mount.by === '--volume' && mount.type === 'volume' && !mount.name);
  const volumes = [...Object.keys(image.Volumes ?? {}), ...unnamed.map(({ target }) => target)];
  return {
    ExposedPorts: setOf(all.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`)),
    Volumes: volumes.length === 0 ? null : setOf(volumes),
  };
}

/** Go has no sets: docker writes one as a map to nothing. */
const setOf = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, {}]));

/** Docker has null for a list of which nothing was said. */
const orNull = <Element>(list: readonly Element[]): readonly Element[] | null => (list.length === 0 ? null : list);

type Mounts = NonNullable<ProcessOptions['mounts']>[number];

/** As `-v` has it. */
function bindOf(mount: Mounts): string[] {
  if (mount.by !== '--volume' || mount.type === 'tmpfs') return [];
  const source = mount.type === 'bind' ? mount.source : mount.name;
  return source === undefined ? [] : [`${source}:${mount.target}${mount.readOnly ? ':ro' : ''}`];
}

function tmpfsOf(mount: Mounts): [string, string][] {
  return mount.by === '--tmpfs' && mount.type === 'tmpfs' ? [[mount.target, mount.options.join(',')]] : [];
}

function portBindings(ports: readonly PortRequest[]) {
  const byPort = Object.groupBy(ports, ({ containerPort, protocol }) => `${containerPort}/${protocol}`);
  const bindings = Object.entries(byPort).map(([port, requests = []]) => [port, requests.map(bindingOf)]);
  return Object.fromEntries(bindings) as Record<string, ReturnType<typeof bindingOf>[]>;
}

/** The port is empty where the host was to choose. */
function bindingOf({ hostIp, hostPorts }: PortRequest) {
  const { first, last } = hostPorts ?? {};
  return { HostIp: hostIp, HostPort: first === last ? String(first ?? '') : `${first}-${last}` };
}
