import { chmodSync, chownSync, closeSync, existsSync, openSync, symlinkSync } from 'node:fs';
import type { Device } from '../../bundle/runtime-spec.ts';
import { MS_BIND, S_IFBLK, S_IFCHR, S_IFIFO } from '../../syscall/constants.ts';
import type { Syscalls } from '../../syscall/syscalls.ts';
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
];

const TYPES = { c: S_IFCHR, u: S_IFCHR, b: S_IFBLK, p: S_IFIFO } as const;

/**
 * Fills the container's /dev. Only called where config.json mounts a new tmpfs there: in a /dev that comes with the
 * image, each name could be a link to somewhere else (CVE-2026-41579).
 */
export function fillDev(syscalls: Syscalls, root: Root, devices: readonly Device[]): void {
  const others = DEFAULT_DEVICES.filter(({ path }) => !devices.some((device) => device.path === path));
  for (const device of [...others, ...devices]) makeDevice(syscalls, root, device);
  root.at('/dev', (dev) => {
    for (const [target, name] of LINKS) symlinkSync(target, `${dev}/${name}`);
    if (existsSync('/proc/kcore')) symlinkSync('/proc/kcore', `${dev}/core`);
    symlinkSync('pts/ptmx', `${dev}/ptmx`);
  });
}

function makeDevice(syscalls: Syscalls, root: Root, device: Device): void {
  const slash = device.path.lastIndexOf('/');
  const [directory, name] = [device.path.slice(0, slash) || '/', device.path.slice(slash + 1)];
  root.makeDirectory(directory);
  try {
    root.at(directory, (parent) => makeNode(syscalls, `${parent}/${name}`, device));
  } catch (error) {
    // In a user namespace nobody may make a device, but everybody may show one that the host already has.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    root.at(directory, (parent) => closeSync(openSync(`${parent}/${name}`, 'ax')));
    root.at(device.path, (target) => syscalls.mount(device.path, target, null, MS_BIND, null));
  }
}

function makeNode(syscalls: Syscalls, path: string, device: Device): void {
  const mode = device.fileMode ?? 0o666;
  syscalls.mknod(path, TYPES[device.type] | mode, device.major ?? 0, device.minor ?? 0);
  chmodSync(path, mode);
  chownSync(path, device.uid ?? 0, device.gid ?? 0);
}
