import { dirname } from 'node:path';
import type { Device } from '../../bundle/runtime-spec.ts';
import { type Call, type Caller, tolerating } from '../../stub/call.ts';
import { close } from '../../stub/calls/descriptors.ts';
import { chmod, chown, mknod, symlink } from '../../stub/calls/files.ts';
import { cloneTree, mountSetattr, moveMount } from '../../stub/calls/mounts.ts';
import { fstat, typeOf } from '../../stub/calls/stat.ts';
import { AT_FDCWD, MOUNT_ATTR_NOEXEC, MOUNT_ATTR_NOSUID, S_IFMT } from '../../syscall/constants.ts';
import { codeOf } from '../../syscall/error-code.ts';
import { InvalidSpec } from '../errors.ts';
import type { Host } from '../host.ts';
import type { Root } from './in-root.ts';
import { listedDevices, NODE_TYPES } from './listed-devices.ts';

const world = (path: string, major: number, minor: number): Device => ({
  path,
  type: 'c',
  major,
  minor,
  fileMode: 0o666,
});

/** What every container gets in /dev. @see runtime-spec config-linux.md#default-devices */
const DEFAULT_DEVICES: readonly Device[] = [
  world('/dev/null', 1, 3),
  world('/dev/zero', 1, 5),
  world('/dev/full', 1, 7),
  world('/dev/random', 1, 8),
  world('/dev/urandom', 1, 9),
  world('/dev/tty', 5, 0),
];

/** Links into /proc that programs expect. @see runtime-spec config-linux.md#dev-symbolic-links */
const LINKS: readonly [string, string][] = [
  ['/proc/self/fd', 'fd'],
  ['/proc/self/fd/0', 'stdin'],
  ['/proc/self/fd/1', 'stdout'],
  ['/proc/self/fd/2', 'stderr'],
  ['pts/ptmx', 'ptmx'],
];

/** How devices come to be. */
export interface DevicePlace {
  readonly host: Host;
  readonly root: Root;
  /** False in a user namespace, where nobody may make a device, but everybody may show one that the host already has. */
  readonly canMakeNodes: boolean;
  /** True where /dev is a new file system, in which nothing can be in the way. */
  readonly isNew: boolean;
}

/** Fills the container's /dev, and makes the devices that config.json wants elsewhere. */
export async function fillDev(init: Caller, place: DevicePlace, devices: readonly Device[]): Promise<void> {
  const wanted = listedDevices(devices);
  // It is a link into the container's own devpts, which leads to no other terminals.
  const own = wanted.filter(({ path }) => path !== '/dev/ptmx');
  const others = DEFAULT_DEVICES.filter(({ path }) => !own.some((device) => device.path === path));
  const all = [...others, ...own];
  if (place.isNew) await fillNew(init, place, all);
  else for (const device of all) await makeDevice(init, place, device);
  const hasCore = place.host.isDirectory('/proc/kcore') === false;
  const links: [string, string][] = hasCore ? [...LINKS, ['/proc/kcore', 'core']] : [...LINKS];
  await init.callAll([
    ...place.root.makingDirectory('/dev'),
    ...place.root.at('/dev', (dev) =>
      links.map(([target, name]) => tolerating(symlink(target, `${dev}/${name}`), 'EEXIST', 'EROFS')),
    ),
  ]);
}

/** As one message, in which nothing is expected to be there. */
async function fillNew(init: Caller, place: DevicePlace, devices: readonly Device[]): Promise<void> {
  const inDev = devices.filter(({ path }) => path.startsWith('/dev/'));
  await init.callAll(
    inDev.flatMap((device) =>
      place.canMakeNodes || device.type === 'p' ? making(place.root, device) : binding(place.root, device),
    ),
  );
  for (const device of devices) if (!inDev.includes(device)) await makeDevice(init, place, device);
}

/** Where something is there already it must be that very device. @see runtime-spec config-linux.md#devices */
async function makeDevice(init: Caller, { root, canMakeNodes }: DevicePlace, device: Device): Promise<void> {
  if (!canMakeNodes && device.type !== 'p') return void (await init.callAll(binding(root, device)));
  try {
    await init.callAll(making(root, device));
  } catch (error) {
    await init.callAll(root.clearing());
    if (codeOf(error) !== 'EEXIST') throw error;
    await requireSame(init, root, device);
  }
}

async function requireSame(init: Caller, root: Root, device: Device): Promise<void> {
  const fd = await init.call(root.openingLink(device.path));
  const status = await init.call(fstat(fd!));
  await init.call(close(fd!));
  const { major, minor } = status.device;
  const isSame = (status.mode & S_IFMT) === NODE_TYPES[device.type];
  if (isSame && (device.type === 'p' || (major === device.major && minor === device.minor))) return;
  throw new InvalidSpec(
    `cannot make the device ${device.path}: the image has a ${typeOf(status)} there, and not the one that was asked for`,
  );
}

function making(root: Root, device: Device): Call<unknown>[] {
  const { path, type, major = 0, minor = 0, fileMode = 0o666, uid = 0, gid = 0 } = device;
  return [
    ...root.makingDirectory(dirname(path)),
    ...root.at(dirname(path), (parent) => {
      const node = `${parent}/${path.slice(path.lastIndexOf('/') + 1)}`;
      const mode = fileMode & 0o7777;
      return [mknod(node, NODE_TYPES[type]! | mode, major, minor), chmod(node, mode), chown(node, uid, gid)];
    }),
  ];
}

/** Neither of the flags is for devices, and without them the mount would have those of the host's /dev only. */
const FLAGS = { set: MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, clear: 0 };

function binding(root: Root, { path }: Device): Call<unknown>[] {
  return [
    ...root.makingFile(path, 0o666),
    ...root.holding(cloneTree(AT_FDCWD, path, false), (fd, inner) => [
      tolerating(mountSetattr(fd, false, FLAGS), 'ENOSYS'),
      ...inner.at(path, (_, target) => [moveMount(fd, target)]),
    ]),
  ];
}
