import { isAbsolute, join } from 'node:path';
import type { Mount } from '../../bundle/runtime-spec.ts';
import type { Caller } from '../../stub/call.ts';
import { takeDescriptor } from '../../stub/calls/descriptor-passing.ts';
import { cloneTree } from '../../stub/calls/mounts.ts';
import { stat, statfs, typeOf } from '../../stub/calls/stat.ts';
import { AT_FDCWD, MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_RDONLY, MS_REC } from '../../syscall/constants.ts';
import { InvalidSpec } from '../errors.ts';
import { type BindSource, tellingMount } from './bind-mount.ts';
import { lockedFlagsOf } from './locked-flags.ts';
import type { MountPlace } from './make-mount.ts';
import { hasIdMappings, type ParsedMount } from './parsed-mount.ts';

/** A source that this process can look at as well; undefined where only init may see it. */
export function hostSource({ host, bundle, hasLockedFlags }: MountPlace, parsed: ParsedMount): BindSource | undefined {
  const path = sourcePath(parsed.one, bundle);
  const isDirectory = host.isDirectory(path);
  if (isDirectory === undefined) return undefined;
  return {
    path,
    isDirectory,
    lockedFlags: hasLockedFlags ? lockedFlagsOf(host, path) : 0,
    opening: cloneTree(AT_FDCWD, path, isRecursive(parsed)),
  };
}

/**
 * The same, found in the container's mount namespace, where earlier mounts can be the source of later ones: by init,
 * or by whoever has kept the caller's rights.
 *
 * @throws InvalidSpec where ids are to be mapped and nobody may do that
 */
export async function sourceOf(init: Caller, place: MountPlace, parsed: ParsedMount): Promise<BindSource> {
  const path = sourcePath(parsed.one, place.bundle);
  if (!place.sources && hasIdMappings(parsed))
    throw new InvalidSpec(`cannot map the ids of the mount on ${parsed.destination}: only root can do that`);
  if (!place.sources) return ownSource(init, place, parsed, path);
  const { socket, isDirectory, flags } = await place.sources.send(path, parsed.one, {
    isRecursive: isRecursive(parsed),
    idmap: parsed.options.idmap,
  });
  const receiving = takeDescriptor(socket);
  return {
    path,
    isDirectory,
    lockedFlags: place.hasLockedFlags ? flags & LOCKABLE : 0,
    opening: { ...receiving, read: (result, written) => receiving.read(result, written) ?? -1 },
  };
}

async function ownSource(
  init: Caller,
  { hasLockedFlags }: MountPlace,
  parsed: ParsedMount,
  path: string,
): Promise<BindSource> {
  const [status] = await init.callAll([tellingMount(stat(path), path, parsed.destination)]);
  const { flags } = hasLockedFlags ? await init.call(statfs(path)) : { flags: 0 };
  return {
    path,
    isDirectory: typeOf(status) === 'directory',
    lockedFlags: flags & LOCKABLE,
    opening: cloneTree(AT_FDCWD, path, isRecursive(parsed)),
  };
}

/** ST_ flags of statfs(2) have the numbers of these MS_ flags. @see mount_namespaces(7) "locked" */
const LOCKABLE = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;

function isRecursive({ options }: ParsedMount): boolean {
  return (options.flags & MS_REC) !== 0;
}

function sourcePath({ source, destination }: Mount, bundle: string): string {
  if (!source) throw new InvalidSpec(`the bind mount on ${destination} names no source`);
  return isAbsolute(source) ? source : join(bundle, source);
}
