import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../engine/image/digest.ts';
import { applyLayer } from '../../../engine/layer/apply-layer.ts';
import { isRoot, LayerSandbox } from '../../fixtures/layer-sandbox.ts';
import { archive, directory, file, hardLink, pax, symlink } from '../../fixtures/tar-blocks.ts';

const xattr = (path: string, name: string) =>
  execFileSync('getfattr', ['-h', '--only-values', '-n', name, path], { stdio: ['ignore', 'pipe', 'ignore'] });

const modeOf = (path: string) => statSync(path).mode & 0o7777;

describe('what is in the layer is in the directory', () => {
  it('files with content, mode, time; also more than one read delivers', async () => {
    using sandbox = new LayerSandbox();
    const content = Buffer.alloc(3_000_000, 'some content ');
    await sandbox.apply(archive(file('large', content, { mode: 0o4751, mtime: 1_600_000_000 }), file('empty')));
    const stats = statSync(sandbox.path('large'));
    expect(createHash('sha256').update(sandbox.read('large')).digest('hex')).toBe(digestOf(content).slice(7));
    expect([stats.mode & 0o7777, stats.mtimeMs]).toEqual([0o4751, 1_600_000_000_000]);
    expect(statSync(sandbox.path('empty')).size).toBe(0);
  });

  it.runIf(isRoot)('owners, with set-id bits kept (needs root)', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(
      archive(file('x', '', { uid: 1234, gid: 2_000_000, mode: 0o6755 }), symlink('s', 'x', { uid: 5 })),
    );
    const { uid, gid, mode } = statSync(sandbox.path('x'));
    expect([uid, gid, mode & 0o7777]).toEqual([1234, 2_000_000, 0o6755]);
    expect(lstatSync(sandbox.path('s')).uid).toBe(5);
  });

  it('times to the nanosecond, before 1970 too, of links and of directories that get entries later', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(
      archive(
        pax({ mtime: '1600000000.123456789' }),
        directory('d'),
        pax({ mtime: '-1.5' }),
        file('d/x'),
        pax({ mtime: '1500000000.000000001' }),
        symlink('d/s', 'x'),
      ),
    );
    const time = (name: string) => lstatSync(sandbox.path(name), { bigint: true }).mtimeNs;
    expect(['d', 'd/x', 'd/s'].map(time)).toEqual([1600000000123456789n, -1500000000n, 1500000000000000001n]);
  });

  it('directories that forbid to write, with what is in them', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(directory('d', { mode: 0o000 }), file('d/x', 'x'), directory('e', { mode: 0o1777 })));
    expect(['d', 'e'].map((name) => statSync(sandbox.path(name)).mode & 0o7777)).toEqual([0, 0o1777]);
  });

  it('the mode of a directory that was reached by a link which it replaced itself', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(symlink('a', '..'), directory('a/a', { mode: 0o701 })));
    expect(modeOf(sandbox.path('a'))).toBe(0o701);
  });

  it('the mode of a directory that was reached by a link which is another one now', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(
      archive(directory('to'), symlink('by', 'to'), directory('by/d', { mode: 0o701 }), directory('by')),
    );
    expect(modeOf(sandbox.path('to/d'))).toBe(0o701);
  });

  it('no mode of a directory that is gone, though its inode is another one now', async () => {
    using sandbox = new LayerSandbox();
    // Most file systems give the number of an inode that was removed to the next one.
    await sandbox.apply(archive(directory('a/d', { mode: 0o700 }), symlink('a', '.'), file('d/f')));
    expect(modeOf(sandbox.path('d'))).toBe(0o755);
  });

  it('hard links and named pipes', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(file('a', 'x'), hardLink('b', 'a'), { name: 'pipe', type: '6', mode: 0o600 }));
    expect(statSync(sandbox.path('a')).ino).toBe(statSync(sandbox.path('b')).ino);
    expect(lstatSync(sandbox.path('pipe')).isFIFO()).toBe(true);
  });

  it.runIf(isRoot)('devices (needs root)', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive({ name: 'null', type: '3', major: 1, minor: 3, mode: 0o666 }));
    expect(lstatSync(sandbox.path('null'))).toMatchObject({ rdev: 0x103 });
  });

  it('leaves devices out in a user namespace, and says how many', async () => {
    using sandbox = new LayerSandbox();
    const report = await sandbox.apply(
      archive({ name: 'null', type: '3', major: 1, minor: 3 }, { name: 'sda', type: '4', major: 8, minor: 0 }),
      { launcher: { command: ['unshare', '--user', '--map-root-user'] }, ownership: 'squash' },
    );
    expect(report.warnings).toEqual(['device nodes left out, which only the real root may make: 2']);
    expect(sandbox.list()).toEqual([]);
  });

  it('extended attributes that a layer may set, and no others', async () => {
    using sandbox = new LayerSandbox();
    const report = await sandbox.apply(
      archive(
        pax({
          'SCHILY.xattr.user.note': Buffer.from([0x00, 0xff]),
          'SCHILY.xattr.user.overlay.opaque': 'y',
          'SCHILY.xattr.trusted.overlay.redirect': '/etc',
          'SCHILY.xattr.security.selinux': 'label',
        }),
        file('x'),
      ),
    );
    expect(xattr(sandbox.path('x'), 'user.note')).toEqual(Buffer.from([0x00, 0xff]));
    expect(() => xattr(sandbox.path('x'), 'user.overlay.opaque')).toThrow();
    expect(report.warnings).toEqual(['extended attributes left out, which mean something to the host: 3']);
  });

  it.runIf(isRoot)('file capabilities, which a change of owner would clear (needs root)', async () => {
    using sandbox = new LayerSandbox();
    const capability = Buffer.from('0100000200200000000000000000000000000000', 'hex');
    await sandbox.apply(archive(pax({ 'SCHILY.xattr.security.capability': capability }), file('x', '', { uid: 1 })));
    expect(xattr(sandbox.path('x'), 'security.capability')).toEqual(capability);
  });
});

describe('what the caller learns', () => {
  it('the digest of the uncompressed stream, entries, bytes and progress', async () => {
    using sandbox = new LayerSandbox();
    const layer = archive(file('x', 'content'));
    const seen: number[] = [];
    const packed = gzipSync(layer);
    const report = await sandbox.apply(packed, { onProgress: (bytes) => seen.push(bytes) });
    expect(report).toMatchObject({ diffId: digestOf(layer), entries: 1, bytes: layer.length, warnings: [] });
    expect(seen.at(-1)).toBe(packed.length);
  });

  it('that the content is not what the config promised', async () => {
    using sandbox = new LayerSandbox();
    const layer = archive(file('x'));
    const failure = sandbox.apply(layer, { expectedDiffId: digestOf('something else') });
    await expect(failure).rejects.toMatchObject({
      code: 'WRONG_DIFF_ID',
      message: expect.stringContaining('wrong diff id calculated on extraction'),
      actual: digestOf(layer),
    });
  });

  it('that data follows the end of the archive, which counts for the digest', async () => {
    using sandbox = new LayerSandbox();
    const layer = Buffer.concat([archive(file('x')), Buffer.from('more')]);
    const report = await sandbox.apply(layer);
    expect(report).toMatchObject({ diffId: digestOf(layer), warnings: ['archives with data after their end: 1'] });
  });

  it('that an owner is not mapped, and what to do about it', async () => {
    using sandbox = new LayerSandbox();
    const failure = sandbox.apply(archive(file('x', '', { uid: 70_000 })), {
      launcher: { command: ['unshare', '--user', '--map-root-user'] },
      ownership: 'keep',
    });
    await expect(failure).rejects.toMatchObject({
      code: 'LAYER_NOT_APPLIED',
      hint: expect.stringContaining('/etc/subuid'),
      place: { entry: 'x' },
    });
  });

  it('that owners were given up where only one id is mapped', async () => {
    using sandbox = new LayerSandbox();
    const report = await sandbox.apply(archive(file('x', '', { uid: 70_000 }), file('y')), {
      launcher: { command: ['unshare', '--user', '--map-root-user'] },
      ownership: 'squash',
    });
    expect(report.warnings).toEqual(['owners changed to root, because only one id is mapped: 1']);
  });

  it.each([
    ['entries', { entries: 1 }, archive(file('a'), file('b'))],
    ['bytes', { bytes: 2048 }, archive(file('a', Buffer.alloc(4096)))],
    ['growth', { ratio: 50, ratioFrom: 1000 }, gzipSync(archive(file('a', Buffer.alloc(1_000_000))))],
    ['depth', { depth: 2 }, archive(file('a/b/c'))],
  ])('that the layer passes the limit of %s', async (_, limits, layer) => {
    using sandbox = new LayerSandbox();
    await expect(sandbox.apply(layer, { limits })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('that there is no space left, and what to do about it', async () => {
    using sandbox = new LayerSandbox();
    const namespace = isRoot ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
    const onSmallDisk = 'mount -t tmpfs -o size=64k tmpfs "$0" && exec "$@"';
    const failure = sandbox.apply(archive(file('a', Buffer.alloc(200_000))), {
      launcher: { command: ['unshare', ...namespace, 'sh', '-c', onSmallDisk, sandbox.root] },
    });
    await expect(failure).rejects.toMatchObject({
      code: 'LAYER_NOT_APPLIED',
      message: expect.stringContaining('ENOSPC'),
      hint: expect.stringContaining('Make room'),
      place: { entry: 'a' },
    });
  });

  it('that the launcher cannot be started', async () => {
    using sandbox = new LayerSandbox();
    const failure = sandbox.apply(archive(file('x')), { launcher: { command: ['/dev/null/launcher'] } });
    await expect(failure).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it('what the launcher said where it fails', async () => {
    using sandbox = new LayerSandbox();
    const failure = sandbox.apply(archive(file('x')), {
      launcher: { command: ['sh', '-c', 'echo no luck >&2; exit 7'] },
    });
    await expect(failure).rejects.toMatchObject({
      code: 'UNPACK_PROCESS_FAILED',
      message: expect.stringMatching(/ended with status 7: no luck/),
    });
  });
});

describe('the process', () => {
  it('touches nothing before its launcher is done', async () => {
    using sandbox = new LayerSandbox();
    const seen: string[][] = [];
    await sandbox.apply(archive(file('x')), {
      launcher: {
        command: ['unshare', '--user', '--map-root-user'],
        afterSpawn: async (pid) => {
          expect(statSync(`/proc/${pid}`).isDirectory()).toBe(true);
          seen.push(sandbox.list());
        },
      },
      ownership: 'squash',
    });
    expect([seen, sandbox.list()]).toEqual([[[]], ['x']]);
  });

  it('gets nothing of the environment', async () => {
    using sandbox = new LayerSandbox();
    const script = join(sandbox.base, 'dest', 'hook.mjs');
    writeFileSync(script, 'throw new Error("loaded")');
    process.env.NODE_OPTIONS = `--import ${script}`;
    try {
      await sandbox.apply(archive(file('x')));
    } finally {
      delete process.env.NODE_OPTIONS;
    }
    expect(sandbox.list()).toEqual(['hook.mjs', 'x']);
  });

  it('ends when the signal aborts, however slowly the layer arrives', async () => {
    using sandbox = new LayerSandbox();
    const abort = new AbortController();
    const endless = Readable.from(
      (async function* () {
        yield archive(file('x')).subarray(0, 1000);
        await new Promise(() => undefined);
      })(),
    );
    let pid = 0;
    const work = applyLayer(
      { layer: 'test', blob: endless, directory: sandbox.root },
      {
        whiteouts: 'apply',
        isLowest: true,
        signal: abort.signal,
        onProgress: () => abort.abort(),
        launcher: {
          command: ['unshare', '--user', '--map-root-user'],
          afterSpawn: async (spawned) => {
            pid = spawned;
          },
        },
      },
    );
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    expect(() => process.kill(pid, 0)).toThrow();
  });

  it('reads a file by its descriptor, which need not be reachable from inside', async () => {
    using sandbox = new LayerSandbox();
    const blob = join(sandbox.base, 'dest', 'layer.tar');
    writeFileSync(blob, archive(file('x', 'y')), { mode: 0o600 });
    const options = isRoot
      ? {}
      : ({ launcher: { command: ['unshare', '--user', '--map-root-user'] }, ownership: 'squash' } as const);
    await applyLayer(
      { layer: 'test', blob, directory: sandbox.root },
      { whiteouts: 'apply', isLowest: true, ...options },
    );
    expect(sandbox.read('x')).toBe('y');
  });
});
