import { readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidDevice } from './errors.ts';
import type { Device, DeviceNumber } from './runtime-spec.ts';
import type { DeviceRequest } from './surroundings.ts';

/** A device node of the host, and where the container has it. */
export interface HostDevice {
  /** Absolute path on the host. */
  readonly hostPath: string;
  /** As the container gets it. */
  readonly device: Device;
  /** Of `r`, `w` and `m`: what may be done with it. */
  readonly access: string;
}

/** Directories of /dev that are file systems of their own, and the nodes that each container has its own of. */
const OWN = new Set(['pts', 'shm', 'fd', 'mqueue', '.lxc', '.lxd-mounts', '.udev', 'console', 'ptmx']);

/**
 * The nodes that `--device` names; a directory stands for the devices in it, and the container's paths for the host's.
 *
 * @throws InvalidDevice in docker's words
 */
export function hostDevices(requests: readonly DeviceRequest[]): HostDevice[] {
  return requests.flatMap(({ hostPath, path, permissions }) => {
    const stats = statOf(hostPath);
    if (stats === undefined) throw unusable(hostPath, 'no such file or directory');
    if (stats.isDirectory()) return devicesBelow(hostPath, path, permissions);
    if (!isDevice(stats)) throw unusable(hostPath, 'not a device node');
    return [{ hostPath, device: deviceAt(path, stats), access: permissions }];
  });
}

/** Every device of the host, as a privileged container gets them. */
export function allHostDevices(): HostDevice[] {
  return devicesBelow('/dev', '/dev', 'rwm');
}

function devicesBelow(hostDirectory: string, directory: string, access: string): HostDevice[] {
  const entries = readdirSync(hostDirectory, { withFileTypes: true }).filter(({ name }) => !OWN.has(name));
  return entries.flatMap((entry) => {
    const [hostPath, path] = [join(hostDirectory, entry.name), join(directory, entry.name)];
    if (entry.isDirectory()) return devicesBelow(hostPath, path, access);
    const stats = entry.isCharacterDevice() || entry.isBlockDevice() ? statOf(hostPath) : undefined;
    return stats === undefined ? [] : [{ hostPath, device: deviceAt(path, stats), access }];
  });
}

/** What makedev(3) has put together. */
export function deviceNumber({ rdev }: Pick<Stats, 'rdev'>): DeviceNumber {
  return { major: (rdev >> 8) & 0xfff, minor: (rdev & 0xff) | ((rdev >> 12) & ~0xff) };
}

function deviceAt(path: string, stats: Stats): Device {
  return {
    type: stats.isBlockDevice() ? 'b' : 'c',
    path,
    ...deviceNumber(stats),
    fileMode: stats.mode & 0o777,
    uid: stats.uid,
    gid: stats.gid,
  };
}

const isDevice = (stats: Stats) => stats.isCharacterDevice() || stats.isBlockDevice();

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function unusable(path: string, reason: string): InvalidDevice {
  return new InvalidDevice(
    `error gathering device information while adding custom device ${JSON.stringify(path)}: ${reason}`,
  );
}
