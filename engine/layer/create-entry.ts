import { symlinkSync } from 'node:fs';
import { S_IFBLK, S_IFCHR, S_IFIFO } from '../syscall/constants.ts';
import type { Syscalls } from '../syscall/syscalls.ts';
import { LayerCorrupt, type Place } from './errors.ts';
import type { TarEntry } from './tar-entry.ts';
import type { Warnings } from './warnings.ts';

/** Makes the link; its target is text to whoever follows it, and is not looked at. */
export function createSymlink(name: Buffer, { linkName }: TarEntry, place: Place): void {
  if (linkName.length === 0) throw new LayerCorrupt('a symbolic link without a target', place);
  symlinkSync(linkName, name);
}

/** Makes a named pipe or device; false where this process may not make devices, or where the device is overlayfs's mark. */
export function createNode(name: Buffer, entry: TarEntry, syscalls: Syscalls, warnings: Warnings): boolean {
  if (entry.type === 'fifo') {
    syscalls.mknod(name, S_IFIFO | 0o600, 0, 0);
    return true;
  }
  if (entry.type === 'character' && entry.major === 0 && entry.minor === 0) {
    // For overlayfs this device means "nothing here": a layer would hide a file below in a way that no other tool sees.
    warnings.count('devices 0:0 left out, which overlayfs takes for whiteouts');
    return false;
  }
  try {
    syscalls.mknod(name, (entry.type === 'block' ? S_IFBLK : S_IFCHR) | 0o600, entry.major, entry.minor);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    warnings.count('device nodes left out, which only the real root may make');
    return false;
  }
}
