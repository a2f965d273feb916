import { constants } from 'node:fs';
import type { Caller } from '../../stub/call.ts';
import { close } from '../../stub/calls/descriptors.ts';
import { getdents, open, rmdir, unlink } from '../../stub/calls/files.ts';
import { lstat, typeOf } from '../../stub/calls/stat.ts';

/** The names in a directory, as bytes, without `.` and `..`. */
export async function entriesOf(init: Caller, directory: string | Buffer): Promise<Buffer[]> {
  const fd = await init.call(open(directory, constants.O_DIRECTORY | constants.O_NOFOLLOW));
  const names: Buffer[] = [];
  for (let more = await init.call(getdents(fd)); more.length > 0; more = await init.call(getdents(fd))) {
    names.push(...more.map((name) => Buffer.from(name)));
  }
  await init.call(close(fd));
  return names.filter((name) => !name.equals(SELF) && !name.equals(PARENT));
}

const SELF = Buffer.from('.');
const PARENT = Buffer.from('..');

/** Removes a directory with all that is in it. No link is followed. */
export async function removeTree(init: Caller, directory: string | Buffer): Promise<void> {
  for (const name of await entriesOf(init, directory)) {
    const path = Buffer.concat([Buffer.from(directory), Buffer.from('/'), name]);
    if (typeOf(await init.call(lstat(path))) === 'directory') await removeTree(init, path);
    else await init.call(unlink(path));
  }
  await init.call(rmdir(directory));
}
