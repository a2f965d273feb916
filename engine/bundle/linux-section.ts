import type { Contexts } from '../selinux/contexts.ts';
import { deviceRules, originsOfRules } from './device-rules.ts';
import { maskedPaths, READONLY_PATHS } from './hidden-paths.ts';
import type { HostDevice } from './host-devices.ts';
import type { HostFacts } from './host-facts.ts';
import type { IdMappings } from './id-mappings.ts';
import { isSharedNetwork, type JoinedNetwork, type NetworkMode } from './network-mode.ts';
import { DOCKER, type Origin, originsAt, type Sourced } from './origin.ts';
import { type ResourceOptions, resourceSection } from './resources.ts';
import type { BlockIo, DeviceRule, Linux, Namespace, NamespaceType, Resources } from './runtime-spec.ts';
import type { JoinedIpc, Surroundings } from './surroundings.ts';
import { checkedSysctls } from './sysctls.ts';

const OWN_CGROUP: Origin = { from: 'engine', detail: "the container's own cgroup, named after its id" };

/** What the `linux` part of config.json depends on. */
export interface LinuxSettings
  extends Pick<
    Surroundings,
    'ipc' | 'uts' | 'pid' | 'userns' | 'cgroupns' | 'sysctls' | 'privileged' | 'isSystemUnconfined' | 'deviceRules'
  > {
  readonly network: NetworkMode;
  /** Whose network it is where the container joins another one's. */
  readonly joined?: JoinedNetwork | undefined;
  /** Absolute path of the pid namespace of the container that `--pid container:` names. */
  readonly joinedPids?: string | undefined;
  readonly joinedIpc?: JoinedIpc | undefined;
  readonly rootless: IdMappings | undefined;
  /** True where whoever makes the container is in its user namespace already: it asks for none then. */
  readonly isInUserNamespace?: boolean | undefined;
  readonly host: HostFacts;
  readonly resources?: ResourceOptions | undefined;
  /** What the resources ask for of block devices, with their numbers on this host. */
  readonly blockIo?: BlockIo | undefined;
  /** Devices to make in /dev; rootless they are mounted instead. */
  readonly devices?: readonly HostDevice[];
  /** True where root runs it, and no cgroup can keep it from the host's devices. */
  readonly hasOpenDevices?: boolean | undefined;
  /** The contexts of SELinux; undefined for none. */
  readonly contexts?: Contexts | undefined;
  /** Path of the container's own cgroup; undefined where it cannot have one. */
  readonly cgroupsPath?: string | undefined;
}

/**
 * Namespaces, id mappings, kernel settings and hidden paths. Nothing of it comes from the image, labels least of all:
 * runtimes act on annotations, so a label that became one could give its image orders to them (CVE-2026-53488).
 */
export function linuxSection(settings: LinuxSettings): Sourced<Linux> {
  const { rootless, sysctls: asked = {} } = settings;
  const devices = rootless === undefined ? (settings.devices ?? []) : [];
  const isOpen = settings.privileged || settings.isSystemUnconfined;
  const mappings = settings.isInUserNamespace ? undefined : rootless;
  const sysctl = sysctls(settings);
  const resources = resourceSection(settings.resources ?? {}, settings.host, settings.blockIo);
  const deviceSettings = {
    devices,
    asked: settings.deviceRules ?? [],
    isPrivileged: settings.privileged === true,
    isRootless: rootless !== undefined,
    isOpen: settings.hasOpenDevices === true,
  };
  return {
    value: {
      namespaces: namespaces(settings),
      ...(mappings && { uidMappings: mappings.uidMappings, gidMappings: mappings.gidMappings }),
      ...(sysctl && { sysctl }),
      ...(settings.cgroupsPath && { cgroupsPath: settings.cgroupsPath }),
      ...withRules(resources.value, deviceRules(deviceSettings)),
      ...(devices.length > 0 && { devices: devices.map(({ device }) => device) }),
      maskedPaths: isOpen ? [] : maskedPaths(settings.host.thermalThrottlePaths),
      readonlyPaths: isOpen ? [] : READONLY_PATHS,
      ...(settings.contexts && { mountLabel: settings.contexts.file }),
    },
    origins: {
      '': DOCKER,
      ...(settings.cgroupsPath && { '/cgroupsPath': OWN_CGROUP }),
      ...originsAt('/resources', resources.origins),
      ...originsAt('/resources/devices', originsOfRules(deviceSettings)),
      '/namespaces': namespacesOrigin(settings),
      ...Object.fromEntries(Object.keys(asked).map((name) => [`/sysctl/${name}`, ASKED_SYSCTL])),
      ...(settings.contexts && { '/mountLabel': option('--security-opt label=…') }),
      ...(devices.length > 0 && { '/devices': option(settings.privileged ? '--privileged' : '--device') }),
      ...(isOpen && {
        '/maskedPaths': option(settings.privileged ? '--privileged' : '--security-opt systempaths=unconfined'),
        '/readonlyPaths': option(settings.privileged ? '--privileged' : '--security-opt systempaths=unconfined'),
      }),
      ...(mappings && {
        '/uidMappings': { from: 'engine', detail: 'rootless: your own id and your range in /etc/subuid' },
        '/gidMappings': { from: 'engine', detail: 'rootless: your own id and your range in /etc/subgid' },
      }),
    },
  };
}

function withRules(
  resources: Resources | undefined,
  devices: readonly DeviceRule[] | undefined,
): Pick<Linux, 'resources'> {
  if (devices === undefined) return resources === undefined ? {} : { resources };
  return { resources: { devices, ...resources } };
}

const ASKED_SYSCTL: Origin = { from: 'option', detail: '--sysctl' };
const option = (detail: string): Origin => ({ from: 'option', detail });

function namespaces(settings: LinuxSettings): Namespace[] {
  const shared = Object.keys(sharedNamespaces(settings));
  const types: NamespaceType[] = ['mount', 'network', 'uts', 'pid', 'ipc', 'cgroup'];
  const own = types.filter((type) => !shared.includes(type)).map((type) => namespaceOf(type, settings));
  return [...(settings.rootless && !settings.isInUserNamespace ? [{ type: 'user' } as const] : []), ...own];
}

/** A new one, or the one of another container. */
function namespaceOf(type: NamespaceType, { joined, joinedPids, joinedIpc }: LinuxSettings): Namespace {
  const paths: Partial<Record<NamespaceType, string | undefined>> = {
    network: joined?.namespace,
    pid: joinedPids,
    ipc: joinedIpc?.namespace,
  };
  const path = paths[type];
  return path === undefined ? { type } : { type, path };
}

/** The namespaces that stay the host's, each with the option that says so. */
function sharedNamespaces({
  network,
  uts,
  pid,
  ipc,
  userns,
  rootless,
  cgroupns,
}: LinuxSettings): Partial<Record<NamespaceType, string>> {
  return {
    ...(network === 'host' && { network: '--network host: no network namespace' }),
    ...(uts === 'host' && { uts: '--uts host: no uts namespace' }),
    ...(pid === 'host' && { pid: '--pid host: no pid namespace' }),
    ...(ipc === 'host' && { ipc: '--ipc host: no ipc namespace' }),
    // To an ordinary user it means the one that learn-run itself works in, as with docker and podman.
    ...(userns === 'host' && !rootless && { user: '--userns host: no user namespace' }),
    ...(cgroupns === 'host' && { cgroup: '--cgroupns host: no cgroup namespace' }),
  };
}

function namespacesOrigin(settings: LinuxSettings): Origin {
  const reasons = Object.values(sharedNamespaces(settings));
  if (settings.joinedPids) reasons.push(`--pid ${settings.pid}: its pid namespace`);
  if (settings.joinedIpc) reasons.push(`--ipc ${settings.ipc}: its ipc namespace`);
  if (settings.joined) reasons.push(`--network ${settings.network}: its network namespace`);
  return reasons.length === 0 ? DOCKER : option(reasons.join(', '));
}

/**
 * In a network of its own, a container without privileges may open low ports and send pings. A user namespace cannot
 * give the ping range, which would name groups that it does not map.
 */
function sysctls({ network, rootless, ipc, sysctls: asked = {} }: LinuxSettings): Record<string, string> | undefined {
  const own = !isSharedNetwork(network) && {
    'net.ipv4.ip_unprivileged_port_start': '0',
    ...(!rootless && { 'net.ipv4.ping_group_range': '0 2147483647' }),
  };
  const all = { ...own, ...checkedSysctls(asked, { network, ...(ipc && { ipc }) }) };
  return Object.keys(all).length === 0 ? undefined : all;
}
