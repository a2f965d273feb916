import type { Mount } from '../../bundle/runtime-spec.ts';
import { type Call, explained } from '../../stub/call.ts';
import { mount, mountSetattr, moveMount } from '../../stub/calls/mounts.ts';
import { MS_BIND, MS_REC, MS_REMOUNT } from '../../syscall/constants.ts';
import { InitFailed } from '../errors.ts';
import type { Root } from './in-root.ts';
import type { MountOptions } from './mount-options.ts';
import { refusingProc, requiringProc } from './proc-mounts.ts';

/** What is to be shown in a container. */
export interface BindSource {
  readonly path: string;
  readonly isDirectory: boolean;
  /** Flags of the mount that it lies on which a user namespace cannot take away. */
  readonly lockedFlags: number;
  /** Opens a copy of the mount, that is mounted nowhere yet. */
  readonly opening: Call<number>;
}

/**
 * The calls of a bind mount. It is made from a copy that is open at a descriptor, and by that descriptor it gets its
 * flags when it is in place: where the target lies in a volume that another container has too, its path may change
 * between two calls, and the second one would make something else read-only and leave the mount writable
 * (CVE-2021-30465 and its kin). The flags come with a second call because mount(2) does not take them with the first.
 */
export function bindMounting(
  root: Root,
  source: BindSource,
  destination: string,
  options: MountOptions,
): Call<unknown>[] {
  const flags = options.flags & ~(MS_BIND | MS_REC);
  const isRemounted = flags !== 0 || options.cleared !== 0;
  const kept = source.lockedFlags & ~options.cleared;
  const calls = [
    ...(source.isDirectory ? root.makingDirectory(destination) : root.makingFile(destination)),
    ...root.holding(source.opening, (fd, inner) => [
      ...(destination === '/proc' ? [requiringProc(nameOf(fd), source.path)] : []),
      ...inner.at(destination, (name, target) => [
        refusingProc(name, destination, source.path),
        tellingKind(moveMount(fd, target), source, destination),
      ]),
      ...(isRemounted ? [mount('none', nameOf(fd), null, MS_REMOUNT | MS_BIND | flags | kept, null)] : []),
      ...(options.recursive ? [mountSetattr(fd, true, options.recursive)] : []),
      ...options.propagation.map((flag) => mount('none', nameOf(fd), null, flag, null)),
    ]),
  ];
  return calls.map((call) => tellingMount(call, source.path, destination));
}

/** True where a mount of config.json shows something that is there already. */
export function isBind({ type }: Mount, { flags }: MountOptions): boolean {
  return (flags & MS_BIND) !== 0 || type === 'bind';
}

/** What is open is where it belongs, so that there is one thing left which the kernel may not like. @see move_mount(2) EINVAL */
function tellingKind(call: Call, { path, isDirectory }: BindSource, destination: string): Call {
  const [theirs, other] = isDirectory ? ['a directory', 'a file'] : ['a file', 'a directory'];
  return explained(call, (error) => {
    const place = `error mounting ${JSON.stringify(path)} to rootfs at ${JSON.stringify(destination)}`;
    if (error.code !== 'EINVAL') return new InitFailed(`${place}: ${error.message}`, { cause: error });
    return new InitFailed(`${place}: not a directory: ${path} is ${theirs}, ${destination} in the container is not`, {
      cause: error,
      hint: `${path} can be mounted on ${theirs}, and on ${other} never. Is each of the two paths the one that was meant?`,
    });
  });
}

/** The call, whose failure says which mount it belongs to. */
export function tellingMount<Result>(call: Call<Result>, source: string, destination: string): Call<Result> {
  if (call.explain) return call;
  return explained(
    call,
    (error) =>
      new InitFailed(
        `error mounting ${JSON.stringify(source)} to rootfs at ${JSON.stringify(destination)}: ${error.message}`,
        { cause: error },
      ),
  );
}

const nameOf = (fd: number): string => `/proc/self/fd/${fd}`;
