import type { HostDevice } from './host-devices.ts';
import { type IdMappings, isMapped } from './id-mappings.ts';
import type { PlacedMount } from './mount-request.ts';
import { isSharedNetwork, type JoinedNetwork, type NetworkMode } from './network-mode.ts';
import type { Origin, Origins, Sourced } from './origin.ts';
import type { Mount } from './runtime-spec.ts';
import type { JoinedIpc, Surroundings } from './surroundings.ts';
import { userMounts, withUserMounts } from './user-mounts.ts';

/** What the list of mounts depends on. */
export interface MountSettings extends Pick<Surroundings, 'ipc' | 'shmSize' | 'privileged'> {
  readonly network: NetworkMode;
  /** Whose network it is where the container joins another one's. */
  readonly joined?: JoinedNetwork | undefined;
  /** Whose shared memory it is where the container joins another one's. */
  readonly joinedIpc?: JoinedIpc | undefined;
  readonly readOnly: boolean;
  readonly rootless: IdMappings | undefined;
  /** What was asked for beside docker's own mounts. */
  readonly placed?: readonly PlacedMount[];
  /** Devices to show; as root they are made in /dev and need no mount. */
  readonly devices?: readonly HostDevice[];
}

/** The group `tty`, which owns terminals on Debian, Fedora, Alpine and the rest. */
const TTY_GID = 5;

/**
 * Docker's mounts, in the order in which they have to be made: the kernel's file systems, then the three files that
 * lie beside config.json and are bound over /etc/resolv.conf, /etc/hostname and /etc/hosts, among what was asked for.
 *
 * Throws `InvalidMount` where two mounts were asked for at the same target.
 */
export function containerMounts(settings: MountSettings): Sourced<readonly Mount[]> {
  const files = ['resolv.conf', 'hostname', 'hosts'].map((file) => etcFile(file, settings));
  return withUserMounts(kernelMounts(settings), withReasons(files, {}), [
    ...userMounts(settings.placed ?? []),
    ...deviceMounts(settings),
  ]);
}

function kernelMounts(settings: MountSettings): Sourced<readonly Mount[]> {
  const cgroup = ['nosuid', 'noexec', 'nodev'];
  const value = [
    mount('/proc', 'proc', 'proc', ['nosuid', 'noexec', 'nodev']),
    mount('/dev', 'tmpfs', 'tmpfs', ['nosuid', 'strictatime', 'mode=755', 'size=65536k']),
    devPts(settings.rootless),
    sys(settings),
    mount('/sys/fs/cgroup', 'cgroup', 'cgroup', settings.privileged ? cgroup : ['ro', ...cgroup]),
    ...ipcMounts(settings),
  ];
  return withReasons(value, settings);
}

/** A shared ipc namespace has the host's message queues and shared memory in it; `none` has no shared memory at all. */
function ipcMounts({ ipc, joinedIpc, rootless, shmSize = 64 * 1024 * 1024 }: MountSettings): Mount[] {
  const safe = ['nosuid', 'noexec', 'nodev'];
  const shared = (source: string) => mount('/dev/shm', 'bind', source, ['rbind', 'rprivate']);
  // A user namespace that does not own the ipc namespace cannot mount its queues, which mq_open(3) reaches without.
  if (ipc === 'host' && rootless !== undefined) return [shared('/dev/shm')];
  const queues = mount('/dev/mqueue', 'mqueue', 'mqueue', safe);
  if (ipc === 'host') return [queues, shared('/dev/shm')];
  if (joinedIpc) return [queues, shared(joinedIpc.sharedMemory)];
  if (ipc === 'none') return [queues];
  return [queues, mount('/dev/shm', 'tmpfs', 'shm', [...safe, 'mode=1777', `size=${shmSize}`])];
}

function withReasons(value: readonly Mount[], settings: Partial<MountSettings>): Sourced<readonly Mount[]> {
  const origins: Record<string, Origins[string]> = { '': { from: 'default', detail: "Docker's default mounts" } };
  for (const [index, { type, source, destination }] of value.entries()) {
    if (type === 'bind') origins[`/${index}`] = { from: 'engine', detail: bindReason(source) };
    const option = optionBehind(destination, settings);
    if (option !== undefined) origins[`/${index}`] = { from: 'option', detail: option };
  }
  return { value, origins };
}

function optionBehind(destination: string, { ipc, shmSize, privileged }: Partial<MountSettings>): string | undefined {
  const isShared = ipc === 'host' || ipc?.startsWith('container:');
  if (isShared && ['/dev/mqueue', '/dev/shm'].includes(destination)) return `--ipc ${ipc}`;
  if (shmSize !== undefined && destination === '/dev/shm') return '--shm-size';
  return privileged && destination.startsWith('/sys') ? '--privileged: writable' : undefined;
}

/** What init puts into every /dev anyway. @see runtime-spec config-linux.md#default-devices */
const IN_EVERY_DEV = /^\/dev\/(null|zero|full|random|urandom|tty)$/;

/** In a user namespace nobody may make a device, but everybody may show one that the host has. */
function deviceMounts({ rootless, devices = [], privileged }: MountSettings): { mount: Mount; origin: Origin }[] {
  if (rootless === undefined) return [];
  const others = devices.filter(({ device }) => !IN_EVERY_DEV.test(device.path));
  return others.map(({ hostPath, device }) => ({
    mount: mount(device.path, 'bind', hostPath, ['bind', 'nosuid', 'noexec', 'rprivate']),
    origin: { from: 'option', detail: privileged ? '--privileged' : `--device ${hostPath}` },
  }));
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
function sys({ network, rootless, privileged }: MountSettings): Mount {
  const mode = privileged ? [] : ['ro'];
  if (rootless !== undefined && isSharedNetwork(network)) {
    return mount('/sys', 'bind', '/sys', ['rbind', 'nosuid', 'noexec', 'nodev', ...mode]);
  }
  return mount('/sys', 'sysfs', 'sysfs', ['nosuid', 'noexec', 'nodev', ...mode]);
}

/**
 * Bound over the image's file, never written into the root file system: the image may ship a link to somewhere else.
 * Who is in the network of another container has the names of that one.
 */
function etcFile(file: string, { readOnly, joined }: MountSettings): Mount {
  const source = joined ? `${joined.files}/${file}` : file;
  return mount(`/etc/${file}`, 'bind', source, ['rbind', ...(readOnly ? ['ro'] : []), 'rprivate']);
}

function bindReason(source: string): string {
  if (source === '/sys') return "rootless in somebody else's network: sysfs cannot be mounted";
  return source.startsWith('/') ? 'of the container whose network it shares' : `${source} of the bundle`;
}
