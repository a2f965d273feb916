import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Chunks, chunksOf } from '../../../engine/registry/chunks.ts';

async function all(chunks: Chunks): Promise<string[]> {
  const seen: string[] = [];
  for (let chunk = await chunks.next(); chunk; chunk = await chunks.next()) seen.push(chunk.toString());
  return seen;
}

/** A body that gives these chunks as fast as it may, and tells how many it has given. */
function bodyOf(count: number, size: number) {
  const given = { chunks: 0 };
  const body = new Readable({
    read() {
      const chunk = given.chunks < count ? Buffer.alloc(size, given.chunks % 256) : null;
      given.chunks += 1;
      this.push(chunk);
    },
  });
  return { body, given };
}

describe('chunksOf', () => {
  it('gives the chunks as they came, in their order, though all have been waiting', async () => {
    const body = Readable.from(['a', 'b', 'c'].map((text) => Buffer.from(text)));
    expect(await all(chunksOf(body))).toEqual(['a', 'b', 'c']);
  });

  it('gives what came before a failure first, and then the failure', async () => {
    const body = new Readable({ read: () => undefined });
    const chunks = chunksOf(body);
    body.push('a');
    expect((await chunks.next())?.toString()).toBe('a');
    body.destroy(new Error('connection reset'));
    await expect(chunks.next()).rejects.toThrow('connection reset');
  });

  it('notices that a body was cut off without a word, before or after it was asked', async () => {
    const body = new Readable({ read: () => undefined });
    body.destroy();
    await expect(chunksOf(body).next()).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
    const later = new Readable({ read: () => undefined });
    const waiting = chunksOf(later).next();
    later.destroy();
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });

  it('lets the sender wait for a slow reader, and go on afterwards', async () => {
    const { body, given } = bodyOf(200, 65_536);
    const chunks = chunksOf(body);
    await chunks.next();
    await new Promise((resolve) => setImmediate(resolve));
    await expect.poll(() => body.isPaused()).toBe(true);
    expect(given.chunks).toBeLessThan(40);
    let rest = 1;
    while (await chunks.next()) rest += 1;
    expect(rest).toBe(200);
  });
});
