import { type IdMappings, isMapped } from './id-mappings.ts';
import type { Origins, Sourced } from './origin.ts';
import type { Mount } from './runtime-spec.ts';

/** What the list of mounts depends on. */
export interface MountSettings {
  readonly network: 'none' | 'host';
  readonly readOnly: boolean;
  readonly rootless: IdMappings | undefined;
}

/** The group `tty`, which owns terminals on Debian, Fedora, Alpine and the rest. */
const TTY_GID = 5;

/**
 * Docker's mounts, in the order in which they have to be made: the kernel's file systems, then the three files that
 * lie beside config.json and are bound over /etc/resolv.conf, /etc/hostname and /etc/hosts.
 */
export function containerMounts(settings: MountSettings): Sourced<readonly Mount[]> {
  const origins: Record<string, Origins[string]> = { '': { from: 'default', detail: "Docker's default mounts" } };
  const value = [
    mount('/proc', 'proc', 'proc', ['nosuid', 'noexec', 'nodev']),
    mount('/dev', 'tmpfs', 'tmpfs', ['nosuid', 'strictatime', 'mode=755', 'size=65536k']),
    devPts(settings.rootless),
    sys(settings),
    mount('/sys/fs/cgroup', 'cgroup', 'cgroup', ['ro', 'nosuid', 'noexec', 'nodev']),
    mount('/dev/mqueue', 'mqueue', 'mqueue', ['nosuid', 'noexec', 'nodev']),
    mount('/dev/shm', 'tmpfs', 'shm', ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=67108864']),
    ...['resolv.conf', 'hostname', 'hosts'].map((file) => etcFile(file, settings.readOnly)),
  ];
  for (const [index, { type, source }] of value.entries()) {
    if (type === 'bind') origins[`/${index}`] = { from: 'engine', detail: bindReason(source) };
  }
  return { value, origins };
}

function mount(destination: string, type: string, source: string, options: readonly string[]): Mount {
  return { destination, type, source, options };
}

/** A group that the user namespace does not map cannot own the terminals: devpts refuses it with EINVAL. */
function devPts(rootless: IdMappings | undefined): Mount {
  const options = ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620'];
  const gid = isMapped(TTY_GID, rootless?.gidMappings) ? [`gid=${TTY_GID}`] : [];
  return mount('/dev/pts', 'devpts', 'devpts', [...options, ...gid]);
}

/** sysfs belongs to the network namespace, so a user namespace that does not own that one can only bind the host's. */
function sys({ network, rootless }: MountSettings): Mount {
  if (rootless !== undefined && network === 'host') {
    return mount('/sys', 'bind', '/sys', ['rbind', 'nosuid', 'noexec', 'nodev', 'ro']);
  }
  return mount('/sys', 'sysfs', 'sysfs', ['nosuid', 'noexec', 'nodev', 'ro']);
}

/** Bound over the image's file, never written into the root file system: the image may ship a link to somewhere else. */
function etcFile(file: string, isReadOnly: boolean): Mount {
  return mount(`/etc/${file}`, 'bind', file, ['rbind', ...(isReadOnly ? ['ro'] : []), 'rprivate']);
}

function bindReason(source: string): string {
  return source === '/sys'
    ? 'rootless with the network of the host: sysfs cannot be mounted'
    : `${source} of the bundle`;
}
