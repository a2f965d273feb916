import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryLine } from '../../engine/layer/entry-line.ts';
import {
  archived,
  isMountPoint,
  mountPointsOf,
  type WrittenEntry,
  writtenEntries,
} from '../../engine/written-layer.ts';

let upper: string;
beforeEach(() => {
  upper = mkdtempSync(join(tmpdir(), 'learn-run-upper-'));
});
afterEach(() => rmSync(upper, { recursive: true }));

async function entries(): Promise<WrittenEntry[]> {
  const found: WrittenEntry[] = [];
  for await (const entry of writtenEntries(upper)) found.push(entry);
  return found;
}

/** How the ids of an ordinary user's container stand for those of the host. */
const MAPPINGS = {
  uidMappings: [
    { containerID: 0, hostID: process.getuid!(), size: 1 },
    { containerID: 1, hostID: 100_000, size: 65_536 },
  ],
  gidMappings: [{ containerID: 7, hostID: process.getgid!(), size: 1 }],
};

describe('what a container has written', () => {
  it.skipIf(process.getuid!() === 0)(
    'is listed around directories that may be read and not entered (needs an ordinary user: root enters all)',
    async () => {
      mkdirSync(join(upper, 'closed/inner'), { recursive: true });
      writeFileSync(join(upper, 'file'), '');
      chmodSync(join(upper, 'closed'), 0o600);
      const found = await entries();
      chmodSync(join(upper, 'closed'), 0o700);
      expect(found.map(({ path, isClosed }) => [path, isClosed])).toEqual([
        ['closed', true],
        ['file', false],
      ]);
    },
  );

  it('is listed with each directory before what is in it, and no link is followed', async () => {
    mkdirSync(join(upper, 'b/inner'), { recursive: true });
    writeFileSync(join(upper, 'b/inner/file'), '12345');
    symlinkSync('/etc', join(upper, 'a'));
    writeFileSync(join(upper, 'b.txt'), '');
    const found = await entries();
    expect(found.map(({ path, target }) => [path, target])).toEqual([
      ['a', '/etc'],
      ['b', undefined],
      ['b/inner', undefined],
      ['b/inner/file', undefined],
      ['b.txt', undefined],
    ]);
  });

  it('is nothing where there is no such directory, or a link in its place', async () => {
    rmSync(upper, { recursive: true });
    expect(await entries()).toEqual([]);
    symlinkSync('/etc', upper);
    expect(await entries()).toEqual([]);
    rmSync(upper);
    mkdirSync(upper);
  });

  it('may have names that are no UTF-8', async () => {
    const odd = Buffer.concat([Buffer.from(`${upper}/`), Buffer.from([0x66, 0xff])]);
    mkdirSync(odd);
    writeFileSync(Buffer.concat([odd, Buffer.from('/x')]), '');
    expect((await entries()).map(({ path }) => path)).toEqual(['f\ufffd', 'f\ufffd/x']);
  });

  it('is not looked into without end: a program may make more directories in each other than can be open', async () => {
    const names = Array.from({ length: 5 }, () => 'd/'.repeat(60));
    for (const [at] of names.entries()) mkdirSync(join(upper, ...names.slice(0, at + 1)), { recursive: true });
    const found = await entries();
    expect([found.length, found.at(-1)!.isClosed, found.at(-2)!.isClosed]).toEqual([201, true, false]);
  });

  it('is written as the archive would have it, with the ids of the container', async () => {
    mkdirSync(join(upper, 'dir'), { mode: 0o1777 });
    chmodSync(join(upper, 'dir'), 0o1777);
    writeFileSync(join(upper, 'dir/file'), '12345', { mode: 0o640 });
    const found = await entries();
    const lines = found.flatMap((entry) => archived(entry, MAPPINGS)).map(entryLine);
    expect(lines.map((line) => line.replace(/ +/g, ' '))).toEqual([
      'drwxrwxrwt 0/7 0 dir/',
      '-rw-r----- 0/7 5 dir/file',
    ]);
    const [directory, file] = found;
    const gone = { ...file!, isWhiteout: true };
    const anew = { ...directory!, isOpaque: true };
    expect([anew, gone].flatMap((entry) => archived(entry, undefined)).map(({ path }) => path)).toEqual([
      'dir/',
      'dir/.wh..wh..opq',
      'dir/.wh.file',
    ]);
  });

  it('leaves out what init has made to mount something there, as long as nothing was put into it', async () => {
    mkdirSync(join(upper, 'etc'));
    for (const [name, text] of Object.entries({ hosts: '', hostname: 'written', other: '' }))
      writeFileSync(join(upper, 'etc', name), text);
    const mounts = ['/etc/hosts', '/etc/hostname', '/dev/shm'].map((destination) => ({ destination }));
    const mountPoints = mountPointsOf({ mounts: mounts as never });
    expect([...mountPoints]).toEqual(['etc', 'etc/hosts', 'etc/hostname', 'dev', 'dev/shm']);
    const left = (await entries()).filter((entry) => !isMountPoint(entry, mountPoints));
    expect(left.map(({ path }) => path)).toEqual(['etc/hostname', 'etc/other']);
  });
});
