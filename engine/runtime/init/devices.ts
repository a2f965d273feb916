import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Device } from '../../bundle/runtime-spec.ts';
import type { Call } from '../../stub/call.ts';
import { chmod, chown, mknod, symlink } from '../../stub/calls/files.ts';
import { mount } from '../../stub/calls/mounts.ts';
import { MS_BIND, S_IFBLK, S_IFCHR, S_IFIFO } from '../../syscall/constants.ts';
import type { Root } from './in-root.ts';

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

const TYPES = { c: S_IFCHR, u: S_IFCHR, b: S_IFBLK, p: S_IFIFO } as const;

/**
 * Fills the container's /dev. Only where config.json mounts a new tmpfs there: in a /dev that comes with the image, each
 * name could be a link to somewhere else (CVE-2026-41579).
 *
 * @param canMakeNodes false in a user namespace, where nobody may make a device, but everybody may show one that the
 *   host already has
 */
export function fillingDev(root: Root, devices: readonly Device[], canMakeNodes: boolean): Call<unknown>[] {
  const others = DEFAULT_DEVICES.filter(({ path }) => !devices.some((device) => device.path === path));
  const all = [...others, ...devices];
  const links: [string, string][] = existsSync('/proc/kcore') ? [...LINKS, ['/proc/kcore', 'core']] : [...LINKS];
  return [
    ...all.flatMap((device) => (canMakeNodes ? makingDevice(root, device) : bindingDevice(root, device))),
    ...root.at('/dev', (dev) => links.map(([target, name]) => symlink(target, `${dev}/${name}`))),
  ];
}

function makingDevice(root: Root, device: Device): Call<unknown>[] {
  const { path, type, major = 0, minor = 0, fileMode = 0o666, uid = 0, gid = 0 } = device;
  return [
    ...root.makingDirectory(dirname(path)),
    ...root.at(dirname(path), (parent) => {
      const node = `${parent}/${path.slice(path.lastIndexOf('/') + 1)}`;
      return [mknod(node, TYPES[type] | fileMode, major, minor), chmod(node, fileMode), chown(node, uid, gid)];
    }),
  ];
}

function bindingDevice(root: Root, { path }: Device): Call<unknown>[] {
  return [...root.makingFile(path, 0o666), ...root.at(path, (target) => [mount(path, target, null, MS_BIND, null)])];
}
