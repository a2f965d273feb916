import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, readlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRoot, LayerSandbox } from '../../fixtures/layer-sandbox.ts';
import { archive, directory, file, hardLink, pax, type RawEntry, symlink } from '../../fixtures/tar-blocks.ts';

const IN_NAMESPACE = {
  launcher: { command: ['unshare', '--user', '--map-root-user'] },
  ownership: 'squash',
} as const;

describe('a name that comes several times', () => {
  it('is what it was last, a thousand times over', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(...Array.from({ length: 1000 }, (_, index) => file('x', `${index}`))));
    expect(sandbox.read('x')).toBe('999');
  });

  const kinds: Readonly<Record<string, RawEntry>> = {
    file: file('x', 'file'),
    directory: directory('x'),
    symlink: symlink('x', 'target'),
    link: hardLink('x', 'other'),
    fifo: { name: 'x', type: '6' },
  };
  const pairs = Object.keys(kinds).flatMap((first) => Object.keys(kinds).map((second) => [first, second] as const));
  it.each(pairs)('was a %s and is a %s', async (first, second) => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(file('other', 'other'), kinds[first]!, kinds[second]!, file('after')));
    const stats = lstatSync(sandbox.path('x'));
    expect({
      file: stats.isFile() && sandbox.read('x') === 'file',
      directory: stats.isDirectory(),
      symlink: stats.isSymbolicLink() && readlinkSync(sandbox.path('x')) === 'target',
      link: stats.isFile() && stats.ino === lstatSync(sandbox.path('other')).ino,
      fifo: stats.isFIFO(),
    }).toMatchObject({ [second]: true });
  });
});

describe('extended attributes', () => {
  const attributes = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`SCHILY.xattr.user.a${index}`, 'x']));

  it('may not be more than a thousand of one entry', async () => {
    using sandbox = new LayerSandbox();
    const failure = sandbox.apply(archive(pax(attributes(1001)), file('x')));
    await expect(failure).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('1001') });
  });

  it('are left out, and counted, where they cannot be: names too long, links, devices of the kernel', async () => {
    using sandbox = new LayerSandbox();
    const report = await sandbox.apply(
      archive(
        pax({ [`SCHILY.xattr.user.${'n'.repeat(300)}`]: 'x' }),
        file('x'),
        pax({ 'SCHILY.xattr.user.note': 'x' }),
        symlink('s', 'x'),
      ),
    );
    expect(report.warnings).toEqual([
      'extended attributes left out, which mean something to the host: 1',
      'extended attributes left out, which the file system or the user namespace refuses: 1',
    ]);
  });

  it('of a directory that a later layer describes anew are those of the later layer', async () => {
    using sandbox = new LayerSandbox();
    const described = (note: Readonly<Record<string, string>>) => archive(pax(note), directory('d'));
    await sandbox.apply(described({ 'SCHILY.xattr.user.gone': 'x', 'SCHILY.xattr.user.stays': 'old' }));
    await sandbox.apply(described({ 'SCHILY.xattr.user.stays': 'new' }), { isLowest: false });
    const shown = execFileSync('getfattr', ['--dump', sandbox.path('d')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(shown.trim().split('\n').slice(1)).toEqual(['user.stays="new"']);
  });

  it('that are capabilities are kept in a user namespace, for which the kernel makes them count there alone', async () => {
    using sandbox = new LayerSandbox();
    const capability = Buffer.from('0100000200200000000000000000000000000000', 'hex');
    const layer = archive(pax({ 'SCHILY.xattr.security.capability': capability }), file('x'));
    const report = await sandbox.apply(layer, IN_NAMESPACE);
    expect(report.warnings).toEqual([]);
    const shown = execFileSync('getfattr', ['-h', '-e', 'hex', '-n', 'security.capability', sandbox.path('x')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // Revision 3 says who outside is root inside; the real root is that to everybody, which revision 2 means.
    expect(shown).toMatch(isRoot ? /=0x0100000200200000/ : /=0x0100000300200000/);
  });
});

describe('times', () => {
  it.each([
    ['before 1970', '-1.5', -1_500_000_000n],
    ['a whole number of seconds before 1970', '-5', -5_000_000_000n],
    ['of the year 9999', '253402300799', undefined],
    ['far beyond', '999999999999', undefined],
  ])('%s harm nobody', async (_, mtime, expected) => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(
      archive(pax({ mtime }), file('f'), pax({ mtime }), directory('d'), pax({ mtime }), symlink('s', 'f')),
    );
    const times = ['f', 'd', 's'].map((name) => lstatSync(sandbox.path(name), { bigint: true }).mtimeNs);
    // What a file system cannot keep it keeps as the last moment that it can.
    expect(new Set(times).size).toBe(1);
    if (expected !== undefined) expect(times[0]).toBe(expected);
    else expect(times[0]).toBeGreaterThan(4_000_000_000_000_000_000n);
  });
});

describe('somebody who swaps directories while a layer is unpacked', () => {
  const SWAP = `
const { renameSync, symlinkSync } = require('node:fs');
process.chdir(process.argv[1]);
symlinkSync('../outside', 'link');
process.stdout.write('swapping');
const turn = (from, to) => { try { renameSync(from, to); } catch {} };
for (;;) { turn('d', 'kept'); turn('link', 'd'); turn('d', 'link'); turn('kept', 'd'); }`;

  it('leads nothing out of the directory', async () => {
    using sandbox = new LayerSandbox();
    mkdirSync(sandbox.path('d'));
    const swapper = spawn(process.execPath, ['-e', SWAP, sandbox.root], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(swapper.stdout, 'data');
    try {
      for (let round = 0; round < 5; round++) {
        const entries = Array.from({ length: 300 }, (_, index) => [
          file(`d/${round}-${index}`, 'x'),
          file(`top-${index}`),
        ]);
        // It may fail, as a directory is not there for a moment.
        await sandbox
          .apply(archive(...entries.flat()), { isLowest: false })
          .catch((error) => expect(error).toMatchObject({ code: expect.stringMatching(/^LAYER_/) }));
      }
    } finally {
      swapper.kill('SIGKILL');
      await once(swapper, 'exit');
    }
    expect(sandbox.damage()).toEqual([]);
  });
});
