import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Parser, type ReadEntry } from 'tar';
import { describe, expect, it } from 'vitest';
import { tarArchive } from '../../../engine/embedded/tar.ts';
import fc from '../../fixtures/properties.ts';

const hasTar = spawnSync('tar', ['--version']).status === 0;
const file = { path: 'hello', mode: 0o755, mtime: 1_767_225_600, content: Buffer.from('hi') };

async function entriesOf(archive: Uint8Array): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  const keep = (entry: ReadEntry) => {
    entries.push(entry);
    entry.resume();
  };
  const parser = new Parser({ strict: true, onReadEntry: keep });
  const ended = once(parser, 'end');
  parser.end(Buffer.from(archive));
  await ended;
  return entries;
}

describe('tarArchive', () => {
  it('writes entries that a strict parser accepts, owned by root', async () => {
    const [entry] = await entriesOf(tarArchive([file]));
    expect(entry).toMatchObject({ path: 'hello', type: 'File', mode: 0o755, uid: 0, gid: 0, size: 2 });
    expect(entry!.mtime).toEqual(new Date('2026-01-01T00:00:00Z'));
  });

  it.skipIf(!hasTar)('writes what GNU tar lists and extracts (needs: apt-get install tar)', () => {
    const tar = (mode: string) => spawnSync('tar', [mode, '-f', '-'], { input: tarArchive([file]), encoding: 'utf8' });
    expect(tar('-t')).toMatchObject({ status: 0, stdout: 'hello\n', stderr: '' });
    expect(tar('-xO')).toMatchObject({ status: 0, stdout: 'hi', stderr: '' });
  });

  it('fills every entry up to whole blocks, and ends with two empty ones', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 1500 }), { minLength: 1, maxLength: 4 }),
        async (contents) => {
          const archive = tarArchive(contents.map((content, n) => ({ ...file, path: `file-${n}`, content })));
          expect(archive.length % 512).toBe(0);
          expect(archive.subarray(-1024).every((byte) => byte === 0)).toBe(true);
          expect((await entriesOf(archive)).map(({ size }) => size)).toEqual(contents.map(({ length }) => length));
        },
      ),
    );
  });

  it('refuses a path that does not fit the header', () => {
    expect(() => tarArchive([{ ...file, path: 'x'.repeat(101) }])).toThrow('tar name does not fit 100 bytes');
  });
});
