import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../engine/image/digest.ts';
import { type ApplyOptions, applyLayer } from '../../../engine/layer/apply-layer.ts';
import type { Launcher } from '../../../engine/layer/launch.ts';
import { Unpackers } from '../../../engine/layer/unpackers.ts';
import { isRoot, LayerSandbox } from '../../fixtures/layer-sandbox.ts';
import { archive, directory, file, symlink } from '../../fixtures/tar-blocks.ts';

const COMMAND: Launcher['command'] = isRoot ? ['env'] : ['unshare', '--user', '--map-root-user'];
const canTrace = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0;

/** Unpackers that write down each process they start. */
function openUnpackers() {
  const pids: number[] = [];
  const unpackers = new Unpackers({ command: COMMAND, afterSpawn: async (pid) => void pids.push(pid) });
  return { unpackers, pids, [Symbol.asyncDispose]: () => unpackers.close() };
}

/** Unpacks into a directory of its own beside the sandbox's root. */
function unpackInto(sandbox: LayerSandbox, name: string, layer: Buffer, options: Partial<ApplyOptions>) {
  const blob = sandbox.path(`${name}.tar`);
  writeFileSync(blob, layer);
  const target = sandbox.path(name);
  mkdirSync(target);
  return applyLayer(
    { layer: name, blob, directory: target },
    { whiteouts: 'overlay', isLowest: false, ownership: isRoot ? 'keep' : 'squash', ...options },
  );
}

const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}`);

describe('processes that unpack layers', () => {
  it('unpack one layer after the other, each in its own directory', async () => {
    using sandbox = new LayerSandbox();
    await using opened = openUnpackers();
    const { unpackers, pids } = opened;
    await unpackInto(sandbox, 'one', archive(directory('d'), file('d/x', '1')), { unpackers });
    await unpackInto(sandbox, 'two', archive(file('x', '2')), { unpackers });
    expect(pids).toHaveLength(1);
    expect([sandbox.read('one/d/x'), sandbox.read('two/x')]).toEqual(['1', '2']);
    expect([sandbox.list('one'), sandbox.list('two')]).toEqual([['d'], ['x']]);
  });

  it('are outside between two layers, and in the layer during one', async () => {
    using sandbox = new LayerSandbox();
    await using opened = openUnpackers();
    const { unpackers, pids } = opened;
    const roots: string[] = [];
    const onProgress = () => roots.push(readlinkSync(`/proc/${pids[0]}/root`));
    await unpackInto(sandbox, 'one', archive(file('x')), { unpackers, onProgress });
    roots.push(readlinkSync(`/proc/${pids[0]}/root`));
    expect(roots).toEqual([sandbox.path('one'), '/']);
  });

  it('give a link that one layer leaves no meaning for the next', async () => {
    using sandbox = new LayerSandbox();
    await using opened = openUnpackers();
    const { unpackers } = opened;
    await unpackInto(sandbox, 'one', archive(directory('d'), symlink('d/out', '../../outside')), { unpackers });
    const next = archive(symlink('d', '../one/d'), file('d/out/sentinel', 'stolen'));
    // As with any layer whose parents are not its own: it has to be unpacked onto what is below it.
    expect(await unpackInto(sandbox, 'two', next, { unpackers })).toMatchObject({
      needsParents: expect.stringContaining('has no entry of its own'),
    });
    expect(sandbox.damage()).toEqual([]);
  });

  it('work side by side where two layers are unpacked at a time', async () => {
    using sandbox = new LayerSandbox();
    await using opened = openUnpackers();
    const { unpackers, pids } = opened;
    const layers = ['one', 'two'].map((name) => unpackInto(sandbox, name, archive(file('x', name)), { unpackers }));
    await Promise.all(layers);
    expect(new Set(pids).size).toBe(2);
    expect([sandbox.read('one/x'), sandbox.read('two/x')]).toEqual(['one', 'two']);
  });

  it('go on after a layer that leans on those below it', async () => {
    using sandbox = new LayerSandbox();
    await using opened = openUnpackers();
    const { unpackers, pids } = opened;
    const leaning = await unpackInto(sandbox, 'one', archive(file('a/b/x')), { unpackers });
    expect(leaning.needsParents).toContain('has no entry of its own');
    const descriptors = () => readdirSync(`/proc/${pids[0]}/fd`).length;
    const before = descriptors();
    for (const name of ['two', 'three']) await unpackInto(sandbox, name, archive(file('a/b/x')), { unpackers });
    expect([pids.length, descriptors()]).toEqual([1, before]);
  });

  it.skipIf(!canTrace)(
    'take nothing of the next layer for one that they left in the middle (needs strace)',
    async () => {
      using sandbox = new LayerSandbox();
      // The last read of the first layer comes when its file has long been closed, and another has its number.
      const late = ['-P', sandbox.path('one.tar'), '-e', 'inject=read:delay_enter=20000'];
      const unpackers = new Unpackers({
        command: ['strace', '-D', '-f', '-qq', '-o', '/dev/null', ...late, ...COMMAND],
      });
      const large = archive(file('x', Buffer.alloc(128 * 2 ** 20, 'x')));
      writeFileSync(sandbox.path('large.tar'), large);
      await unpackInto(sandbox, 'one', gzipSync(archive(file('a/b/x'))), { unpackers });
      mkdirSync(sandbox.path('two'));
      const next = { layer: 'two', blob: sandbox.path('large.tar'), directory: sandbox.path('two') };
      const { diffId } = await applyLayer(next, { whiteouts: 'overlay', isLowest: false, unpackers });
      await unpackers.close();
      expect(diffId).toBe(digestOf(large));
    },
  );

  it('are not used again after a layer that was refused', async () => {
    using sandbox = new LayerSandbox();
    await using opened = openUnpackers();
    const { unpackers, pids } = opened;
    const hostile = unpackInto(sandbox, 'one', archive(file('../x')), { unpackers });
    await expect(hostile).rejects.toMatchObject({ code: 'LAYER_UNSAFE', place: { entry: '../x' } });
    expect(isRunning(pids[0]!)).toBe(false);
    await unpackInto(sandbox, 'two', archive(file('x', '2')), { unpackers });
    expect([pids.length, sandbox.read('two/x')]).toEqual([2, '2']);
  });

  it('are replaced where one was killed while it waited', async () => {
    using sandbox = new LayerSandbox();
    await using opened = openUnpackers();
    const { unpackers, pids } = opened;
    await unpackInto(sandbox, 'one', archive(file('x')), { unpackers });
    process.kill(pids[0]!, 'SIGKILL');
    await expect.poll(() => isRunning(pids[0]!)).toBe(false);
    await unpackInto(sandbox, 'two', archive(file('x', '2')), { unpackers });
    expect(sandbox.read('two/x')).toBe('2');
  });

  it('say which layer is not there', async () => {
    using sandbox = new LayerSandbox();
    await using opened = openUnpackers();
    const missing = applyLayer(
      { layer: 'gone', blob: join(sandbox.base, 'missing.tar'), directory: sandbox.root },
      { whiteouts: 'overlay', isLowest: false, unpackers: opened.unpackers },
    );
    await expect(missing).rejects.toMatchObject({
      code: 'LAYER_NOT_APPLIED',
      message: expect.stringMatching(/layer gone: ENOENT.*missing\.tar/),
    });
  });

  it('wait for work that was announced, and end when they are closed', async () => {
    using sandbox = new LayerSandbox();
    const { unpackers, pids } = openUnpackers();
    unpackers.prepare();
    unpackers.prepare();
    await unpackInto(sandbox, 'one', archive(file('x')), { unpackers });
    expect(pids).toHaveLength(1);
    await unpackers.close();
    expect(pids.filter(isRunning)).toEqual([]);
    expect(readFileSync(sandbox.path('one/x'), 'utf8')).toBe('');
  });
});
