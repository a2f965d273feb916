import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { applyChangeset, unpackImage } from '../../../engine/layer/unpack-image.ts';
import { isRoot, LayerSandbox, launcher } from '../../fixtures/layer-sandbox.ts';
import { writeOciLayout } from '../../fixtures/oci-layout.ts';
import { archive, directory, file, hardLink, pax, type RawEntry, symlink } from '../../fixtures/tar-blocks.ts';
import { treeListing } from '../../fixtures/tree-listing.ts';
import { canCompareWithUmoci } from '../../fixtures/umoci.ts';

const howToRun = isRoot ? {} : ({ ownership: 'squash', ...(launcher && { launcher }) } as const);
const title = `makes the same trees as umoci (needs root and umoci; apt install umoci attr)`;

/** What umoci and we make of the same image. */
async function bothTrees(
  sandbox: LayerSandbox,
  layers: readonly Buffer[],
): Promise<[ours: string[], theirs: string[]]> {
  const layout = join(sandbox.base, 'outside', 'layout');
  const stored = writeOciLayout(layout, layers);
  await unpackImage(stored, sandbox.root, howToRun);
  const theirs = join(sandbox.base, 'outside', 'umoci');
  execFileSync('umoci', ['raw', 'unpack', '--image', `${layout}:latest`, theirs]);
  return [treeListing(sandbox.root), treeListing(theirs)];
}

/** A tree with all that a distribution's root file system has, put together on disk and packed by GNU tar. */
function distributionLayer(workspace: string, format: string): Buffer {
  mkdirSync(workspace);
  const script = `
    mkdir -p usr/bin usr/lib/x etc/alternatives var/spool/mail tmp run "$(printf 'caf\\303\\251')"
    ln -s usr/bin bin; ln -s usr/lib lib; ln -s ../run var/run
    cp /bin/true usr/bin/su; chown 0:8 usr/bin/su; chmod 4750 usr/bin/su
    ln usr/bin/su usr/bin/sudo; ln -s /usr/bin/su etc/alternatives/su; ln etc/alternatives/su etc/alternatives/su2
    touch -h -d '2001-02-03 04:05:06.789012345' etc/alternatives/su
    printf data > "$(printf 'not-\\377-utf8')"; printf x > "new
line"
    name=$(printf 'n%.0s' $(seq 1 200)); mkdir -p $name/$name; printf long > $name/$name/file; ln -s $name/$name/file link
    mkfifo pipe; mknod null c 1 3; chmod 1777 tmp var/spool/mail; chown 1000:100000 var/spool/mail
    setfattr -n user.note -v "$(printf 'value\\nwith newline')" usr/bin/su; chmod 000 usr/lib/x
    setcap cap_net_raw+ep usr/bin/su 2>/dev/null || true
    printf nano > etc/time; touch -d '1999-12-31 23:59:59.000000001' etc/time; touch -d '1970-01-01' etc`;
  execFileSync('sh', ['-ec', script], { cwd: workspace });
  const flags =
    format === 'posix' ? ['--xattrs', '--xattrs-include=user.*', '--xattrs-include=security.capability'] : [];
  return execFileSync('tar', [`--format=${format}`, ...flags, '--sort=name', '-C', workspace, '-cf', '-', '.'], {
    maxBuffer: 2 ** 28,
  });
}

describe.runIf(canCompareWithUmoci)(title, () => {
  it.each([
    ['posix', gzipSync],
    ['gnu', (bytes: Buffer) => bytes],
  ])('of a distribution as GNU tar packs it in the format %s', async (format, compress) => {
    using sandbox = new LayerSandbox();
    const layer = distributionLayer(join(sandbox.base, 'outside', 'source'), format);
    const [ours, theirs] = await bothTrees(sandbox, [compress(layer)]);
    expect(ours.length).toBeGreaterThan(25);
    expect(ours).toEqual(theirs);
  });

  const base = [
    directory('./', { mtime: 1 }),
    directory('usr', { mtime: 2 }),
    directory('usr/lib', { mode: 0o700, uid: 3, mtime: 3 }),
    symlink('lib', 'usr/lib', { mtime: 4 }),
    file('usr/lib/a', 'a'),
    file('usr/lib/b', 'b', { mode: 0o4711 }),
    directory('etc', { mtime: 5 }),
    file('etc/gone', 'x'),
    directory('etc/tree'),
    file('etc/tree/deep', 'x'),
    directory('cache'),
    file('cache/old', 'x'),
  ];
  const above: readonly (readonly [string, readonly (RawEntry | Buffer)[]])[] = [
    ['a file in a directory that has no entry here', [file('usr/lib/c', 'c')]],
    ['a file through a link below', [file('lib/c', 'c')]],
    ['whiteouts of files and directories', [file('etc/.wh.gone'), file('etc/.wh.tree'), file('.wh.missing')]],
    ['an opaque directory before its content', [directory('cache'), file('cache/.wh..wh..opq'), file('cache/new')]],
    ['an opaque directory after its content', [directory('cache'), file('cache/new'), file('cache/.wh..wh..opq')]],
    [
      'other types in place of the old',
      [file('cache', 'now a file'), directory('lib', { mtime: 9 }), symlink('etc', '/usr')],
    ],
    ['a hard link to a file below', [hardLink('usr/lib/linked', 'usr/lib/b')]],
    ['a hard link through a link below', [hardLink('linked', 'lib/b')]],
    ['another owner and mode for a directory below', [directory('usr/lib', { mode: 0o2755, gid: 50, mtime: 99 })]],
    ['one name several times', [file('n', '1'), directory('n'), file('n/x'), file('n', '2')]],
    [
      'attributes',
      [
        pax({ 'SCHILY.xattr.user.a': 'b' }),
        file('etc/attributed', 'x'),
        pax({ mtime: '7.000000007' }),
        file('etc/time'),
      ],
    ],
  ];

  it.each(above)('of two layers, the upper with %s', async (_, entries) => {
    using sandbox = new LayerSandbox();
    const layers = [archive(...base), archive(...entries)];
    const [ours, theirs] = await bothTrees(
      sandbox,
      layers.map((layer) => gzipSync(layer)),
    );
    expect(ours).toEqual(theirs);
  });
});

describe('unpackImage', () => {
  it('checks each layer and names the one that is not what was promised', async () => {
    using sandbox = new LayerSandbox();
    const layers = [archive(file('a', '1')), archive(file('a', '2'))].map((layer) => gzipSync(layer));
    const stored = writeOciLayout(join(sandbox.base, 'outside', 'layout'), layers);
    const swapped = stored.map((one, index) => ({ ...one, diffId: stored[index === 1 ? 0 : index]!.diffId }));
    await expect(unpackImage(swapped, sandbox.root, howToRun)).rejects.toMatchObject({
      code: 'WRONG_DIFF_ID',
      layer: stored[1]!.layer,
    });
  });
});

describe('applyChangeset', () => {
  it.each([
    ['plain', (bytes: Buffer) => bytes],
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('applies a %s changeset to a directory that holds files already', async (_, compress) => {
    using sandbox = new LayerSandbox();
    writeFileSync(sandbox.path('kept'), 'kept');
    writeFileSync(sandbox.path('gone'), 'gone');
    await applyChangeset(
      Readable.from([compress(archive(file('.wh.gone'), file('new', 'new')))]),
      sandbox.root,
      howToRun,
    );
    expect(sandbox.list()).toEqual(['kept', 'new']);
  });

  it('fails and touches nothing outside where the archive is invalid', async () => {
    using sandbox = new LayerSandbox();
    const work = applyChangeset(Readable.from([Buffer.from('no archive')]), sandbox.root, howToRun);
    await expect(work).rejects.toMatchObject({ code: 'LAYER_CORRUPT' });
    expect([sandbox.list(), sandbox.damage()]).toEqual([[], []]);
  });
});
