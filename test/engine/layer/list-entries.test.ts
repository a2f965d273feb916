import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listEntries } from '../../../engine/layer/list-entries.ts';
import { archive, directory, file, symlink } from '../../fixtures/tar-blocks.ts';

let path: string;
beforeAll(() => {
  path = mkdtempSync(join(tmpdir(), 'learn-run-listing-'));
});
afterAll(() => rmSync(path, { recursive: true }));

const LAYER = archive(
  directory('etc/'),
  file('etc/passwd', 'root:x:0:0::/:/bin/sh\n', { mode: 0o644, uid: 0, gid: 42 }),
  file('bin/su', '', { mode: 0o4755 }),
  symlink('lib', 'usr/lib'),
  file('etc/.wh.motd', ''),
  file('var/.wh..wh..opq', ''),
);

function listed(bytes: Buffer, most = 100) {
  const blob = join(path, 'blob');
  writeFileSync(blob, bytes);
  return listEntries(blob, most);
}

describe('listEntries', () => {
  it.each([
    ['plain', LAYER],
    ['gzip', gzipSync(LAYER)],
    ['zstd', zstdCompressSync(LAYER)],
  ])('lists a %s layer as tar -tv does, and says what whiteouts hide', async (_, bytes) => {
    const { lines } = await listed(bytes);
    expect(lines.map((line) => line.replace(/ +/g, ' '))).toEqual([
      expect.stringMatching(/^drwx.* etc\/$/),
      '-rw-r--r-- 0/42 22 etc/passwd',
      expect.stringMatching(/^-rwsr-xr-x .* bin\/su$/),
      expect.stringMatching(/ lib -> usr\/lib$/),
      expect.stringMatching(/ etc\/\.wh\.motd \(hides motd of the lower layers\)$/),
      expect.stringMatching(/ var\/\.wh\.\.wh\.\.opq \(hides all that lower layers have in this directory\)$/),
    ]);
  });

  it('counts what it does not show', async () => {
    expect(await listed(LAYER, 2)).toMatchObject({ total: 6, lines: { length: 2 } });
  });

  it('keeps what small files hold: text as it is, of others the first bytes', async () => {
    const elf = Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(1000)]);
    const layer = archive(file('etc/motd', 'Grüße\n'), file('bin/hello', elf), file('big', 'x'.repeat(5000)));
    expect((await listed(layer)).contents).toEqual({
      'etc/motd': { text: 'Grüße\n' },
      'bin/hello': { base64: elf.subarray(0, 256).toString('base64') },
    });
  });

  it('I12: opens no path for it: what a link leads to is not looked into', async () => {
    const layer = archive(symlink('passwd', '/etc/passwd'), symlink('proc', '/proc/1/root'), file('real', 'x'));
    expect(Object.keys((await listed(layer)).contents)).toEqual(['real']);
  });

  it('keeps the contents of no more files than a person would look into', async () => {
    const layer = archive(...Array.from({ length: 100 }, (_, index) => file(`f${index}`, 'y'.repeat(4096))));
    expect(Object.keys((await listed(layer)).contents)).toHaveLength(64);
  });
});
