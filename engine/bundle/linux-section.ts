import { maskedPaths, READONLY_PATHS } from './hidden-paths.ts';
import type { HostFacts } from './host-facts.ts';
import type { IdMappings } from './id-mappings.ts';
import { DOCKER, type Origin, originsAt, type Sourced } from './origin.ts';
import { type ResourceOptions, resourceSection } from './resources.ts';
import type { Linux, Namespace } from './runtime-spec.ts';

const OWN_CGROUP: Origin = { from: 'engine', detail: "the container's own cgroup, named after its id" };

/** What the `linux` part of config.json depends on. */
export interface LinuxSettings {
  readonly network: 'none' | 'host';
  readonly rootless: IdMappings | undefined;
  readonly host: HostFacts;
  readonly resources?: ResourceOptions | undefined;
  /** Path of the container's own cgroup; undefined where it cannot have one. */
  readonly cgroupsPath?: string | undefined;
}

/**
 * Namespaces, id mappings, kernel settings and hidden paths. Nothing of it comes from the image, labels least of all:
 * runtimes act on annotations, so a label that became one could give its image orders to them (CVE-2026-53488).
 */
export function linuxSection(settings: LinuxSettings): Sourced<Linux> {
  const { rootless, network } = settings;
  const sysctl = sysctls(settings);
  const resources = resourceSection(settings.resources ?? {}, settings.host);
  return {
    value: {
      namespaces: namespaces(settings),
      ...(rootless && { uidMappings: rootless.uidMappings, gidMappings: rootless.gidMappings }),
      ...(sysctl && { sysctl }),
      ...(settings.cgroupsPath && { cgroupsPath: settings.cgroupsPath }),
      ...(resources.value && { resources: resources.value }),
      maskedPaths: maskedPaths(settings.host.thermalThrottlePaths),
      readonlyPaths: READONLY_PATHS,
    },
    origins: {
      '': DOCKER,
      ...(settings.cgroupsPath && { '/cgroupsPath': OWN_CGROUP }),
      ...originsAt('/resources', resources.origins),
      '/namespaces': network === 'host' ? { from: 'option', detail: '--network host: no network namespace' } : DOCKER,
      ...(rootless && {
        '/uidMappings': { from: 'engine', detail: 'rootless: your own id and your range in /etc/subuid' },
        '/gidMappings': { from: 'engine', detail: 'rootless: your own id and your range in /etc/subgid' },
      }),
    },
  };
}

function namespaces({ network, rootless }: LinuxSettings): Namespace[] {
  return [
    ...(rootless ? [{ type: 'user' } as const] : []),
    { type: 'mount' },
    ...(network === 'host' ? [] : [{ type: 'network' } as const]),
    { type: 'uts' },
    { type: 'pid' },
    { type: 'ipc' },
    { type: 'cgroup' },
  ];
}

/**
 * In a network of its own, a container without privileges may open low ports and send pings. A user namespace cannot
 * give the ping range, which would name groups that it does not map.
 */
function sysctls({ network, rootless }: LinuxSettings): Record<string, string> | undefined {
  if (network === 'host') return undefined;
  return {
    'net.ipv4.ip_unprivileged_port_start': '0',
    ...(!rootless && { 'net.ipv4.ping_group_range': '0 2147483647' }),
  };
}
