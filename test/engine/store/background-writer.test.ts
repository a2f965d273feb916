import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BackgroundWriter, WriteFailed } from '../../../engine/store/background-writer.ts';
import fc from '../../fixtures/properties.ts';
import { temporaryDirectory } from './temporary-store.ts';

describe('BackgroundWriter', () => {
  it('writes what it is given, in its order, behind what is there', async () => {
    const path = join(temporaryDirectory(), 'file');
    const chunks = fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.nat({ max: 100 }), async (given, position) => {
        const fd = openSync(path, 'w+');
        const seen: number[] = [];
        const writer = new BackgroundWriter(fd, position, (end) => seen.push(end));
        for (const chunk of given) await writer.write(chunk);
        await writer.end();
        closeSync(fd);
        const expected = Buffer.concat([Buffer.alloc(position), ...given]);
        const written = readFileSync(path);
        expect(written.equals(expected) || given.every((chunk) => chunk.length === 0)).toBe(true);
        expect(seen).toEqual(seen.toSorted((one, other) => one - other));
        if (given.length > 0) expect(seen.at(-1)).toBe(expected.length);
      }),
      { numRuns: 50 },
    );
  });

  it('lets its caller wait when the disk is far behind, so that memory does not fill', async () => {
    const fd = openSync(join(temporaryDirectory(), 'file'), 'w');
    let [given, written, farthest] = [0, 0, 0];
    const writer = new BackgroundWriter(fd, 0, (end) => (written = end));
    const chunk = Buffer.alloc(1024 * 1024);
    for (; given < 64 * chunk.length; given += chunk.length) {
      await writer.write(chunk);
      farthest = Math.max(farthest, given - written);
    }
    await writer.end();
    closeSync(fd);
    expect(farthest).toBeLessThan(10 * chunk.length);
  });

  it('says where it stood when the disk is full, at the next word', async () => {
    const fd = openSync('/dev/full', 'w');
    const writer = new BackgroundWriter(fd, 7, undefined);
    const failure = (async () => {
      await writer.write(Buffer.from('some bytes'));
      await writer.end();
    })();
    await expect(failure).rejects.toMatchObject({ position: 7, cause: { code: 'ENOSPC' } });
    await expect(writer.write(Buffer.from('more'))).rejects.toThrow(WriteFailed);
    await writer.settle();
    closeSync(fd);
  });
});
