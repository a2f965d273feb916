import { type Call, explained } from '../../stub/call.ts';
import { mount, mountSetattr } from '../../stub/calls/mounts.ts';
import { MS_RDONLY, MS_REC, MS_REMOUNT } from '../../syscall/constants.ts';
import { DanglingLink, InvalidSpec } from '../errors.ts';
import { tellingMount } from './bind-mount.ts';
import type { Root } from './in-root.ts';
import type { MountOptions } from './mount-options.ts';
import type { ParsedMount } from './parsed-mount.ts';
import { isKernelDirectory } from './proc-mounts.ts';

/** True where a mount of config.json only gives other flags to one that is there. @see mount(8) remount */
export function isRemount({ flags }: Pick<MountOptions, 'flags'>): boolean {
  return (flags & MS_REMOUNT) !== 0;
}

/** True where devices would find no place any more: /dev is filled when everything is mounted. */
export function isForLater({ destination, options }: ParsedMount): boolean {
  return destination === '/dev' && (options.flags & MS_RDONLY) !== 0;
}

/**
 * The calls that give a mount other flags: with `bind` to itself, without to its file system as well. Nothing is mounted,
 * and what the source names is not looked at: it would show that of the host.
 *
 * @see mount(2) "Remounting an existing mount"
 */
export function remounting(root: Root, { one, destination, options }: ParsedMount): Call<unknown>[] {
  const { flags, data, recursive, propagation } = options;
  const source = one.source || one.type || 'none';
  const use = (name: string, fd: number) => [
    mount(source, name, one.type || null, flags & ~MS_REC, data || null),
    ...(recursive ? [mountSetattr(fd, true, recursive)] : []),
    ...propagation.map((flag) => mount('none', name, null, flag, null)),
  ];
  const calls = isKernelDirectory(destination) ? root.atOrdinary(destination, use) : root.at(destination, use);
  return calls.map((call) => tellingMount(tellingAbsence(call, destination), source, destination));
}

/** No place is made for what is only to get other flags. */
function tellingAbsence(call: Call<unknown>, destination: string): Call<unknown> {
  const { explain } = call;
  if (!explain) return call;
  return explained(call, (error) => {
    const told = explain(error);
    if (!(told instanceof DanglingLink)) return told;
    return new InvalidSpec(`cannot give the mount on ${destination} other flags: there is none`, { cause: error });
  });
}
