import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { hostname, release } from 'node:os';
import { canLoadProfiles, hasAppArmor } from '../apparmor/host.ts';
import { type Contexts, hostContexts } from '../selinux/contexts.ts';

/** What a container's config.json needs to know about the host. */
export interface HostFacts {
  readonly hostname: string;
  /** As Node calls it: `x64`. */
  readonly architecture: string;
  /** `6.18.44-generic` */
  readonly kernelRelease: string;
  /** The processors and memory nodes that this process may use, as lists: `0-3`. */
  readonly processors: string;
  readonly memoryNodes: string;
  /** Hard RLIMIT_NOFILE of this process: nobody without privileges can give more. */
  readonly nofileHardLimit: number;
  /** The capabilities we can give: the mask of CapBnd in /proc/self/status. */
  readonly availableCapabilities: bigint;
  /** The existing `/sys/devices/system/cpu/cpu<N>/thermal_throttle`, through which a container could watch its neighbours. */
  readonly thermalThrottlePaths: readonly string[];
  /** True where AppArmor is switched on. */
  readonly hasAppArmor: boolean;
  /** True where root can load a profile besides. */
  readonly canLoadProfiles: boolean;
  /** What SELinux has for containers; undefined where it has no policy in force. */
  readonly contexts: Contexts | undefined;
}

/** The facts of this host, as far as /proc and /sys tell them. */
export function readHostFacts(): HostFacts {
  const status = readFileSync('/proc/self/status', 'utf8');
  const hasProfiles = hasAppArmor();
  return {
    hostname: hostname(),
    architecture: process.arch,
    kernelRelease: release(),
    processors: parseAllowedList(status, 'Cpus'),
    memoryNodes: parseAllowedList(status, 'Mems'),
    nofileHardLimit: parseNofileHardLimit(readFileSync('/proc/self/limits', 'utf8')),
    availableCapabilities: parseBoundingSet(status),
    thermalThrottlePaths: thermalThrottlePaths('/sys/devices/system/cpu'),
    hasAppArmor: hasProfiles,
    canLoadProfiles: hasProfiles && canLoadProfiles(),
    contexts: hostContexts(),
  };
}

/** The hard limit in the line `Max open files` of /proc/<pid>/limits, `Infinity` where there is none. */
export function parseNofileHardLimit(limits: string): number {
  const hard = /^Max open files\s+\S+\s+(\d+)/m.exec(limits)?.[1];
  return hard === undefined ? Number.POSITIVE_INFINITY : Number(hard);
}

/** The mask in the line `CapBnd` of /proc/<pid>/status; every capability where there is no such line. */
export function parseBoundingSet(status: string): bigint {
  const mask = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return mask === undefined ? 2n ** 64n - 1n : BigInt(`0x${mask}`);
}

/** The list in the line `Cpus_allowed_list` or `Mems_allowed_list` of /proc/<pid>/status; `0` where there is none. */
function parseAllowedList(status: string, what: 'Cpus' | 'Mems'): string {
  return new RegExp(`^${what}_allowed_list:\\s*(\\S+)$`, 'm').exec(status)?.[1] ?? '0';
}

function thermalThrottlePaths(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => /^cpu\d+$/.test(name))
    .map((name) => `${directory}/${name}/thermal_throttle`)
    .filter((path) => existsSync(path));
}
