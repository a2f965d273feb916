import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Engine } from '../../engine/engine.ts';
import { type LayerToUnpack, unpackedKey, unpackLayer } from '../../engine/layer-work.ts';
import { layersToUnpack } from '../fixtures/layers-to-unpack.ts';
import { archive, directory, file } from '../fixtures/tar-blocks.ts';
import { descriptorOf, temporaryDirectory } from './store/temporary-store.ts';

const WATCH = { signal: AbortSignal.timeout(25_000), onProgress: () => undefined };

/** An engine with a store of its own, and these archives in it as the layers of one image, from the lowest up. */
async function withLayers(...archives: readonly Buffer[]) {
  const directory = temporaryDirectory();
  const [home, cache] = [join(directory, 'home'), join(directory, 'cache')];
  const engine = new Engine({ home, cache, registry: 'embedded', credentials: { env: {}, home: '/nonexistent' } });
  onTestFinished(() => engine.close());
  const works = await layersToUnpack(engine, archives);
  const read = (index: number, path: string) => {
    const key = unpackedKey(engine, works[index]!)!;
    return readFileSync(join(engine.store.snapshots.pathOf(key), path), 'utf8');
  };
  return { engine, works, read };
}

/** A layer that says nothing of the directories which its file lies in: it can only be unpacked onto others. */
const leaning = (name: string) => archive(file(`d/deep/${name}`, name));
const standing = (name: string) => archive(directory('d'), directory('d/deep'), file(`d/deep/${name}`, name));

describe('unpackLayer', () => {
  it('unpacks the layers below even where as many that lean on them as may work at a time came first', async () => {
    const { engine, works, read } = await withLayers(
      standing('0'),
      standing('1'),
      ...['2', '3', '4', '5'].map(leaning),
    );
    const begun = new Set<LayerToUnpack>();
    const upper = works
      .slice(2)
      .map((work) => unpackLayer(engine, work, { ...WATCH, onProgress: () => void begun.add(work) }));
    await expect.poll(() => begun.size, { timeout: 10_000 }).toBe(upper.length);
    const lower = works.slice(0, 2).map((work) => unpackLayer(engine, work, WATCH));
    const reports = await Promise.all([...lower, ...upper]);
    expect(reports.map((report) => report?.needsParents)).toEqual(works.map(() => undefined));
    expect(works.map((_, index) => read(index, `d/deep/${index}`))).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  it('leaves nothing of a layer whose content is not what the config promises', async () => {
    const { engine, works } = await withLayers(standing('0'));
    const wrong = { ...works[0]!, diffId: descriptorOf(Buffer.from('another')).digest };
    await expect(unpackLayer(engine, wrong, WATCH)).rejects.toMatchObject({ code: 'WRONG_DIFF_ID' });
    expect(unpackedKey(engine, wrong)).toBeUndefined();
    expect(unpackedKey(engine, works[0]!)).toBeUndefined();
  });

  it('unpacks a layer once, however many ask for it at the same time', async () => {
    const { engine, works } = await withLayers(standing('0'));
    const reports = await Promise.all([1, 2, 3].map(() => unpackLayer(engine, works[0]!, WATCH)));
    expect(reports.filter((report) => report !== undefined)).toHaveLength(1);
  });
});
