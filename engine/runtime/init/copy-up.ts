import {
  chmodSync,
  copyFileSync,
  lchownSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { S_IFBLK, S_IFCHR, S_IFIFO } from '../../syscall/constants.ts';
import type { Syscalls } from '../../syscall/syscalls.ts';
import type { CopyUp } from '../messages.ts';
import type { Root } from './in-root.ts';

/**
 * Fills a volume that is still empty with what the image has at its target, and gives it the owner and mode of that
 * directory, as docker does.
 *
 * The copy is made beside the volume and its entries are moved in at the end: a container that has the same volume
 * mounted already could lay links in the way of a copy that is under way.
 */
export function fillVolume(syscalls: Syscalls, root: Root, { destination, source }: CopyUp): void {
  if (readdirSync(source).length > 0 || !root.has(destination)) return;
  root.at(destination, (name) => {
    const image = statSync(name);
    if (!image.isDirectory()) return;
    const beside = mkdtempSync(join(dirname(source), 'copy-'));
    try {
      copyEntries(syscalls, name, beside);
      if (readdirSync(source).length > 0) return;
      for (const entry of readdirSync(beside)) renameSync(join(beside, entry), join(source, entry));
      takeAttributes(source, image);
    } finally {
      rmSync(beside, { recursive: true, force: true });
    }
  });
}

function copyEntries(syscalls: Syscalls, from: string, to: string): void {
  for (const entry of readdirSync(from)) copyEntry(syscalls, `${from}/${entry}`, `${to}/${entry}`);
}

function copyEntry(syscalls: Syscalls, from: string, to: string): void {
  const stats = lstatSync(from);
  if (stats.isSocket()) return;
  if (stats.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else if (stats.isFile()) copyFileSync(from, to);
  else if (stats.isDirectory()) mkdirSync(to);
  else if (!makeSpecial(syscalls, to, stats)) return;
  if (stats.isDirectory()) copyEntries(syscalls, from, to);
  takeAttributes(to, stats);
}

/** False where a user namespace may not make the device. */
function makeSpecial(syscalls: Syscalls, path: string, stats: Stats): boolean {
  const type = stats.isFIFO() ? S_IFIFO : stats.isBlockDevice() ? S_IFBLK : S_IFCHR;
  try {
    syscalls.mknod(
      path,
      type | 0o600,
      Number(stats.rdev >> 8) & 0xfff,
      (stats.rdev & 0xff) | ((stats.rdev >> 12) & ~0xff),
    );
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return false;
    throw error;
  }
}

/** The owner before the mode: chown(2) takes the set-user-ID bit away. */
function takeAttributes(path: string, stats: Stats): void {
  lchownSync(path, stats.uid, stats.gid);
  if (!stats.isSymbolicLink()) chmodSync(path, stats.mode & 0o7777);
  lutimesSync(path, stats.atime, stats.mtime);
}
