import { dirname, posix } from 'node:path';
import type { Caller } from '../../stub/call.ts';
import { close } from '../../stub/calls/descriptors.ts';
import { readlinkOf } from '../../stub/calls/files.ts';
import { fstat, typeOf } from '../../stub/calls/stat.ts';
import { InvalidSpec } from '../errors.ts';
import type { Root } from './in-root.ts';

/** As many as the kernel itself follows. @see path_resolution(7) */
const MOST_LINKS = 40;

/**
 * The path that a path with links in it leads to inside the root, with every directory on the way made that is missing:
 * images have links to places that only come to be with a mount, such as /etc/resolv.conf to ../run/resolv.conf.
 *
 * What comes out is opened below the root once more, as any other path: nothing is trusted that was seen here.
 *
 * @throws InvalidSpec where the links go round in circles
 */
export async function resolveLinks(init: Caller, root: Root, path: string): Promise<string> {
  let left = path.split('/').filter(Boolean);
  let real = '/';
  for (let links = 0; left.length > 0; ) {
    const [name = '', ...rest] = left;
    const next = name === '..' ? dirname(real) : posix.join(real, name);
    const target = name === '..' ? undefined : await linkAt(init, root, next);
    if (target === undefined) {
      if (rest.length > 0) await init.callAll(root.makingDirectory(next));
      [left, real] = [rest, next];
      continue;
    }
    if (++links > MOST_LINKS) throw new InvalidSpec(`cannot mount on ${path}: too many levels of symbolic links`);
    left = [...target.split('/').filter((part) => part !== '' && part !== '.'), ...rest];
    if (target.startsWith('/')) real = '/';
  }
  return real;
}

/** Where the link at this path leads to; undefined where there is none. */
async function linkAt(init: Caller, root: Root, path: string): Promise<string | undefined> {
  const fd = await init.call(root.openingLink(path));
  if (fd === undefined) return undefined;
  const status = await init.call(fstat(fd));
  const target = typeOf(status) === 'link' ? await init.call(readlinkOf(fd)) : undefined;
  await init.call(close(fd));
  return target?.toString();
}
