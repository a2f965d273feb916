import type { NamespaceType } from '../../bundle/runtime-spec.ts';
import type { Argument } from '../../stub/call.ts';
import { MS_BIND, MS_MOVE, MS_REMOUNT } from '../../syscall/constants.ts';
import { type Answer, isDirectory } from './answer.ts';
import { numberOf, textOf } from './arguments.ts';
import { type DryWorld, fileAt } from './world.ts';

/** mount(2) */
export async function mountAnywhere(args: readonly Argument[], world: DryWorld): Promise<Answer> {
  const [source, target, type, flags] = args;
  const file = fileAt(textOf(target), world);
  if (file.path === world.root) return mountRoot(textOf(type), world);
  const error = await refusal(args, file.path, world);
  if (error) return { error };
  const isRemount = (numberOf(flags) & MS_REMOUNT) !== 0;
  if (isRemount) return {};
  if (textOf(type)) world.files.mount(file.path, { type: textOf(type) });
  else if (numberOf(flags) & (MS_BIND | MS_MOVE)) bind(textOf(source), file.path, world);
  return {};
}

function mountRoot(type: string, { files }: DryWorld): Answer {
  if (type) files.mount('/', { type });
  return {};
}

/** What is bound is on its way to its target by way of a stage, which names it. */
function bind(source: string, path: string, { files, descriptors }: DryWorld): void {
  if (descriptors.behind(source)) return;
  files.mount(path, files.mountedAt(source) ?? { type: 'bind', source });
}

/** The namespace that owns a file system: a user namespace may mount it only where it owns that one too. @see user_namespaces(7) */
const OWNERS: Readonly<Record<string, NamespaceType>> = {
  cgroup: 'cgroup',
  cgroup2: 'cgroup',
  sysfs: 'network',
  mqueue: 'ipc',
  proc: 'pid',
};

/** open_tree(2): what the copy is of is all that there is to know of it. */
export function copyTree([fd, path]: readonly Argument[], world: DryWorld): Answer {
  const text = textOf(path);
  const file = text === '' ? world.descriptors.at(numberOf(fd)) : fileAt(text, world);
  return file ? { result: world.descriptors.open(file) } : { error: 'EBADF' };
}

/** move_mount(2), from one descriptor to another. What is put onto itself stays what it is. */
export function moveTree([from, , to]: readonly Argument[], { descriptors, files }: DryWorld): Answer {
  const [tree, target] = [descriptors.at(numberOf(from)), descriptors.at(numberOf(to))];
  if (!tree || !target) return { error: 'EBADF' };
  if (!tree.isInside) files.mount(target.path, { type: 'bind', source: tree.path });
  return {};
}

async function isDirectoryAt(path: string, world: DryWorld): Promise<boolean> {
  const { status } = await world.files.find(fileAt(path, world).path);
  return status !== undefined && isDirectory(status);
}

async function refusal([source, , type, flags]: readonly Argument[], path: string, world: DryWorld) {
  const owner = OWNERS[textOf(type)];
  if (owner && world.namespaces.includes('user') && !world.namespaces.includes(owner)) return 'EPERM';
  if (!world.isInside) return undefined;
  const { status } = await world.files.find(path);
  if (status === undefined) return 'ENOENT';
  if (numberOf(flags) & MS_REMOUNT || textOf(source) === path) return undefined;
  // A file goes on a file, and a directory, which every new file system is, on a directory.
  const isOnDirectory = textOf(type) !== '' || (await isDirectoryAt(textOf(source), world));
  return isOnDirectory === isDirectory(status) ? undefined : 'ENOTDIR';
}
