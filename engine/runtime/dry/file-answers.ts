import { constants } from 'node:fs';
import type { Argument, Call } from '../../stub/call.ts';
import { S_IFDIR, S_IFREG } from '../../syscall/constants.ts';
import { type Answer, statusBytes } from './answer.ts';
import { numberOf, textOf } from './arguments.ts';
import { type DryWorld, fileAt } from './world.ts';

/** openat(2) */
export async function openAnywhere([, path, flags]: readonly Argument[], world: DryWorld): Promise<Answer> {
  const file = fileAt(textOf(path), world);
  const isNew = (numberOf(flags) & constants.O_CREAT) !== 0;
  if (isNew && (await world.files.find(file.path)).status) return { error: 'EEXIST' };
  if (isNew) world.files.make(file.path, { mode: S_IFREG | 0o644 });
  return { result: world.descriptors.open(file) };
}

/** openat2(2) below the container's root. What has to be there was made before; the rest may be missing. */
export async function openInRoot(
  [fd, path]: readonly Argument[],
  { descriptors, files }: DryWorld,
  { tolerates }: Call<unknown>,
): Promise<Answer> {
  const name = textOf(path);
  const below = { path: name.startsWith('/') ? name : `${descriptors.at(numberOf(fd))?.path}/${name}`, isInside: true };
  if (!tolerates?.includes('ENOENT')) return { result: descriptors.open(below) };
  const { status, assumed } = await files.find(below.path);
  return { ...(status ? { result: descriptors.open(below) } : { error: 'ENOENT' }), ...(assumed && { assumed }) };
}

/** mkdirat(2) */
export async function makeDirectory([, path]: readonly Argument[], world: DryWorld): Promise<Answer> {
  const file = fileAt(textOf(path), world);
  if (!file.isInside) return {};
  const { status } = await world.files.find(file.path);
  if (status) return { error: 'EEXIST' };
  world.files.make(file.path, { mode: S_IFDIR | 0o755 });
  return {};
}

/** mknodat(2) */
export function makeNode([, path, mode]: readonly Argument[], world: DryWorld): Answer {
  world.files.make(fileAt(textOf(path), world).path, { mode: numberOf(mode) });
  return {};
}

/** statx(2) */
export async function lookAt([fd, path]: readonly Argument[], world: DryWorld): Promise<Answer> {
  const text = textOf(path);
  const at = text === '' ? world.descriptors.at(numberOf(fd)) : fileAt(text, world);
  if (at === undefined) return { error: 'EBADF' };
  const { status, assumed } = await (at.isInside ? world.files.find(at.path) : world.files.findOnHost(at.path));
  return { ...(status ? { written: [statusBytes(status)] } : { error: 'ENOENT' }), ...(assumed && { assumed }) };
}

/** faccessat2(2) X_OK. The owner's bits count as much as those of others: who will ask is not looked at. */
export async function mayExecute([, path]: readonly Argument[], { files }: DryWorld): Promise<Answer> {
  const { status, assumed } = await files.find(textOf(path));
  const isRefused = status === undefined || (status.mode & 0o111) === 0;
  return { ...(isRefused && { error: 'EACCES' }), ...(assumed && { assumed }) };
}

/** statfs(2) */
export function fileSystemAt([path]: readonly Argument[], world: DryWorld): Answer {
  return fileSystemStatus(fileAt(textOf(path), world).path, world);
}

/** fstatfs(2) */
export function fileSystemOf([fd]: readonly Argument[], world: DryWorld): Answer {
  const file = world.descriptors.at(numberOf(fd));
  return file ? fileSystemStatus(file.path, world) : { error: 'EBADF' };
}

/** struct statfs */
function fileSystemStatus(path: string, { files }: DryWorld): Answer {
  const bytes = Buffer.alloc(120);
  bytes.writeBigInt64LE(BigInt(files.fileSystemType(path)), 0);
  return { written: [bytes] };
}

/** getdents64(2): what a volume of the host has is looked at, what the image has in its place is not. */
export function listDirectory([fd]: readonly Argument[], world: DryWorld): Answer {
  const { descriptors } = world;
  const file = descriptors.at(numberOf(fd));
  if (file?.isInside) return { assumed: 'the image has nothing there to copy' };
  return file && world.hasEntries(file.path) ? ONE_ENTRY : {};
}

/** struct linux_dirent64 with one letter for a name. */
const ONE_ENTRY: Answer = (() => {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt16LE(24, 16);
  bytes.write('x', 19);
  return { result: 24, written: [bytes] };
})();
