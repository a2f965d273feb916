import type { Call, Caller } from '../../stub/call.ts';
import { close } from '../../stub/calls/descriptors.ts';
import { mount } from '../../stub/calls/mounts.ts';
import { fstat } from '../../stub/calls/stat.ts';
import { MS_RDONLY, MS_REMOUNT } from '../../syscall/constants.ts';
import { tellingMount } from './bind-mount.ts';
import { copyEntries } from './copy-up.ts';
import type { Root } from './in-root.ts';
import type { Finish, MountPlace } from './make-mount.ts';
import type { ParsedMount } from './parsed-mount.ts';
import { refusingProc } from './proc-mounts.ts';
import { settingRecursive } from './recursive-attributes.ts';

/**
 * Mounts a new tmpfs, which is as open as the directory below it where no option says how open it is, and begins with
 * what was there where `tmpcopyup` asks for that.
 *
 * Gives back what makes it read-only, for when all else is mounted in it.
 */
export async function mountTmpfs(init: Caller, { root, label }: MountPlace, parsed: ParsedMount): Promise<Finish[]> {
  const { destination, options } = parsed;
  const below = await init.call(root.opening(destination));
  const mode = below === undefined ? undefined : (await init.call(fstat(below))).mode & 0o7777;
  const inherited = mode !== undefined && !/(^|,)mode=/.test(options.data) ? [`mode=${mode.toString(8)}`] : [];
  const data = [options.data, ...inherited, ...(label ? [`context="${label}"`] : [])].filter(Boolean).join(',');
  if (below !== undefined && options.isCopiedUp) await mountCopy(init, root.beside(), parsed, data, below);
  else {
    if (below !== undefined) await init.call(close(below));
    await init.callAll(mounting(root, parsed, data));
  }
  return finishes(parsed, data);
}

/** What has to wait; it is for the tmpfs alone, as it would be if it came before anything is mounted in it. */
function finishes(parsed: ParsedMount, data: string): Finish[] {
  const { destination, options } = parsed;
  const readOnly: Finish = (root) => root.at(destination, (name) => [remounting(name, parsed, data)]);
  const recursive: Finish = (root) => settingRecursive(root, destination, options, false);
  return [...(options.flags & MS_RDONLY ? [readOnly] : []), ...(options.recursive ? [recursive] : [])];
}

function mounting(root: Root, parsed: ParsedMount, data: string): Call<unknown>[] {
  const { destination, options } = parsed;
  const source = sourceOf(parsed);
  const calls = [
    ...root.makingDirectory(destination),
    ...root.at(destination, (name) => [
      refusingProc(name, destination, source),
      mount(source, name, 'tmpfs', options.flags & ~MS_RDONLY, data || null),
    ]),
    ...options.propagation.flatMap((flag) => root.at(destination, (name) => [mount('none', name, null, flag, null)])),
  ];
  return calls.map((call) => tellingMount(call, source, destination));
}

/** What was there is still reached by its descriptor when something is mounted above it. */
async function mountCopy(init: Caller, root: Root, parsed: ParsedMount, data: string, below: number): Promise<void> {
  await init.callAll(mounting(root, parsed, data));
  const above = (await init.call(root.opening(parsed.destination)))!;
  await copyEntries(init, `/proc/self/fd/${below}/.`, `/proc/self/fd/${above}`);
  await init.callAll([close(above), close(below)]);
}

function remounting(name: string, parsed: ParsedMount, data: string): Call {
  const flags = parsed.options.flags | MS_REMOUNT;
  return tellingMount(
    mount(sourceOf(parsed), name, 'tmpfs', flags, data || null),
    sourceOf(parsed),
    parsed.destination,
  );
}

function sourceOf({ one }: ParsedMount): string {
  return one.source || 'tmpfs';
}
