import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Caller } from '../../stub/call.ts';
import { close } from '../../stub/calls/descriptors.ts';
import {
  chmod,
  chown,
  mkdir,
  mknod,
  open,
  readlink,
  rename,
  sendfile,
  symlink,
  utimens,
} from '../../stub/calls/files.ts';
import { type FileStatus, lstat, stat, typeOf } from '../../stub/calls/stat.ts';
import { S_IFMT } from '../../syscall/constants.ts';
import { codeOf } from '../../syscall/error-code.ts';
import type { CopyUp } from '../creation.ts';
import { entriesOf, removeTree } from './directory.ts';
import type { Root } from './in-root.ts';

/**
 * Fills a volume that is still empty with what the image has at its target, and gives it the owner and mode of that
 * directory, as docker does.
 *
 * The copy is made beside the volume and its entries are moved in at the end: a container that has the same volume
 * mounted already could lay links in the way of a copy that is under way.
 */
export async function fillVolume(init: Caller, root: Root, { destination, source }: CopyUp): Promise<void> {
  if ((await entriesOf(init, source)).length > 0) return;
  const fd = await init.call(root.opening(destination));
  if (fd === undefined) return;
  await fill(init, `/proc/self/fd/${fd}`, source);
  await init.call(close(fd));
}

async function fill(init: Caller, target: string, source: string): Promise<void> {
  const image = await init.call(stat(target));
  if (typeOf(image) !== 'directory') return;
  const beside = join(dirname(source), `copy-${randomBytes(6).toString('hex')}`);
  await init.call(mkdir(beside, 0o700));
  try {
    await copyEntries(init, `${target}/.`, beside);
    if ((await entriesOf(init, source)).length > 0) return;
    const entries = await entriesOf(init, beside);
    await init.callAll(entries.map((entry) => rename(child(beside, entry), child(source, entry))));
    await takeAttributes(init, source, image);
  } finally {
    await removeTree(init, beside);
  }
}

/** Copies everything in one directory into another, with owners, modes and times. */
export async function copyEntries(init: Caller, from: string | Buffer, to: string | Buffer): Promise<void> {
  for (const entry of await entriesOf(init, from)) await copyEntry(init, child(from, entry), child(to, entry));
}

async function copyEntry(init: Caller, from: Buffer, to: Buffer): Promise<void> {
  const status = await init.call(lstat(from));
  const type = typeOf(status);
  if (type === 'socket') return;
  if (type === 'link') await init.call(symlink(await init.call(readlink(from)), to));
  else if (type === 'file') await copyContent(init, from, to);
  else if (type === 'directory') await init.call(mkdir(to, 0o700));
  else if (!(await makeSpecial(init, to, status))) return;
  if (type === 'directory') await copyEntries(init, from, to);
  await takeAttributes(init, to, status);
}

/** More than the kernel copies at a time. */
const EVERYTHING = 0x7ffff000;

async function copyContent(init: Caller, from: Buffer, to: Buffer): Promise<void> {
  const { O_WRONLY, O_CREAT, O_EXCL } = constants;
  const source = await init.call(open(from, constants.O_NOFOLLOW));
  const target = await init.call(open(to, O_WRONLY | O_CREAT | O_EXCL, 0o600));
  while ((await init.call(sendfile(target, source, EVERYTHING))) > 0);
  await init.callAll([close(source), close(target)]);
}

/** False where a user namespace may not make the device. */
async function makeSpecial(init: Caller, path: Buffer, { mode, device }: FileStatus): Promise<boolean> {
  try {
    await init.call(mknod(path, (mode & S_IFMT) | 0o600, device.major, device.minor));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EPERM') return false;
    throw error;
  }
}

/** The owner before the mode: chown(2) takes the set-user-ID bit away. */
async function takeAttributes(init: Caller, path: string | Buffer, status: FileStatus): Promise<void> {
  const mode = typeOf(status) === 'link' ? [] : [chmod(path, status.mode & 0o7777)];
  await init.callAll([chown(path, status.uid, status.gid), ...mode, utimens(path, status.atime, status.mtime)]);
}

function child(directory: string | Buffer, entry: Buffer): Buffer {
  return Buffer.concat([Buffer.from(directory), Buffer.from('/'), entry]);
}
