import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { applyLayerOnto } from '../../../engine/layer/apply-layer.ts';
import { isRoot, LayerSandbox } from '../../fixtures/layer-sandbox.ts';
import { archive, directory, file, hardLink, symlink } from '../../fixtures/tar-blocks.ts';

const UPPER = { isLowest: false } as const;
const LOWER = archive(directory('d'), file('d/old', 'old'), directory('d/sub'), file('d/sub/deep'), file('top', 'top'));

describe('whiteouts are carried out where the layers below are in the directory', () => {
  it.each([
    ['a file', 'top', 'top'],
    ['a directory with content', 'd', 'd'],
  ])('removes %s', async (_, name) => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(LOWER);
    await sandbox.apply(archive(file(`.wh.${name}`)), UPPER);
    expect(sandbox.list()).not.toContain(name);
    expect(sandbox.list().filter((left) => left.startsWith('.wh.'))).toEqual([]);
  });

  it('does not mind where there is nothing to remove', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(LOWER);
    await sandbox.apply(archive(file('.wh.missing')), UPPER);
    expect(sandbox.list()).toEqual(['d', 'top']);
  });

  it.each([
    ['a name', 'round/.wh.top'],
    ['a name further down', 'round/d/.wh.top'],
    ['all', 'round/.wh..wh..opq'],
  ])('refuses to hide %s where links lead in circles', async (_, whiteout) => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(LOWER);
    const failure = sandbox.apply(archive(symlink('round', 'round/d'), file(whiteout)), UPPER);
    await expect(failure).rejects.toMatchObject({ code: 'LAYER_UNSAFE' });
  });

  it('lets a link that leads in circles take the place of a directory', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(LOWER);
    await sandbox.apply(archive(file('d/new'), symlink('d', 'd')), UPPER);
    expect(sandbox.list()).toEqual(['d', 'top']);
  });

  it('passes over a whiteout below what is no directory', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(LOWER);
    await sandbox.apply(
      archive(file('top/.wh.x'), file('top/d/.wh.x'), symlink('l', 'nowhere'), file('l/.wh.x')),
      UPPER,
    );
    expect(sandbox.list()).toEqual(['d', 'l', 'top']);
  });

  it.each([
    ['first', [file('d/.wh..wh..opq'), file('d/new')]],
    ['last', [file('d/new'), file('d/.wh..wh..opq')]],
    ['twice', [file('d/.wh..wh..opq'), file('d/new'), file('d/.wh..wh..opq')]],
  ])('an opaque mark that comes %s hides what is below and nothing of its own layer', async (_, entries) => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(LOWER);
    await sandbox.apply(archive(directory('d'), ...entries), UPPER);
    expect(sandbox.list('d')).toEqual(['new']);
  });

  it('an opaque mark clears the old content of a directory that its own layer brings again', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(LOWER);
    await sandbox.apply(archive(directory('d/sub'), file('d/sub/new'), file('d/.wh..wh..opq')), UPPER);
    expect([sandbox.list('d'), sandbox.list('d/sub')]).toEqual([['sub'], ['new']]);
  });

  it('an opaque root hides everything below', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(LOWER);
    await sandbox.apply(archive(file('.wh..wh..opq'), file('new')), UPPER);
    expect(sandbox.list()).toEqual(['new']);
  });

  it.each([
    ['before', [file('.wh.top'), file('top', 'new')]],
    ['after', [file('top', 'new'), file('.wh.top')]],
  ])('a whiteout %s the same name leaves what its own layer brings', async (_, entries) => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(LOWER);
    await sandbox.apply(archive(...entries), UPPER);
    expect(sandbox.read('top')).toBe('new');
  });

  it('refuses a hard link to what the same layer hid', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(LOWER);
    const failure = sandbox.apply(archive(file('.wh.top'), hardLink('x', 'top')), UPPER);
    await expect(failure).rejects.toMatchObject({ code: 'LAYER_CORRUPT' });
  });

  it.each([
    ['by name', '.wh.top'],
    ['with all the rest', '.wh..wh..opq'],
  ])('hides %s what the same layer links to by another name, and the other name stays', async (_, whiteout) => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(LOWER);
    await sandbox.apply(archive(hardLink('other', 'top'), file(whiteout)), UPPER);
    expect(sandbox.list()).not.toContain('top');
    expect(sandbox.read('other')).toBe('top');
  });

  it('goes through links in the root', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(directory('usr'), directory('usr/lib'), file('usr/lib/x'), symlink('lib', '/usr/lib')));
    await sandbox.apply(archive(file('lib/.wh.x')), UPPER);
    expect(sandbox.list('usr/lib')).toEqual([]);
  });

  it.each(['.wh.', '.wh..', '.wh...'])('refuses the whiteout %s', async (name) => {
    using sandbox = new LayerSandbox();
    await expect(sandbox.apply(archive(file(name)))).rejects.toMatchObject({ code: 'LAYER_CORRUPT' });
  });

  it('ignores the marks that aufs left', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(file('.wh..wh.aufs'), directory('.wh..wh.plnk'), file('.wh..wh.plnk/1.2')));
    expect(sandbox.list()).toEqual([]);
  });

  it('takes only the last component for a whiteout', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(LOWER);
    await sandbox.apply(archive(file('.wh.d/x')), UPPER);
    expect(sandbox.list('d')).toEqual(['old', 'sub']);
  });
});

const MARKS = { isLowest: false, whiteouts: 'overlay', overlayXattr: isRoot ? 'trusted' : 'user' } as const;
const opaqueMark = (path: string) =>
  execFileSync('getfattr', ['--only-values', '-n', `${MARKS.overlayXattr}.overlay.opaque`, path], {
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString();

describe('whiteouts are marked for overlayfs where the directory holds one layer', () => {
  it('marks a hidden name by a character device 0:0', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(file('.wh.top')), MARKS);
    const stats = lstatSync(sandbox.path('top'));
    expect([stats.isCharacterDevice(), stats.rdev]).toEqual([true, 0]);
  });

  it('marks an opaque directory by an attribute', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(directory('d'), file('d/.wh..wh..opq')), MARKS);
    expect(opaqueMark(sandbox.path('d'))).toBe('y');
  });

  it.each([
    ['before', [file('.wh.d'), directory('d')]],
    ['after', [directory('d'), file('.wh.d')]],
    ['instead of a file before', [file('d'), directory('d')]],
  ])('makes a directory opaque where its whiteout stands %s it', async (_, entries) => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(...entries), MARKS);
    expect(opaqueMark(sandbox.path('d'))).toBe('y');
  });

  it('does not let a layer make such a device by itself', async () => {
    using sandbox = new LayerSandbox();
    const report = await sandbox.apply(archive({ name: 'top', type: '3' }), MARKS);
    expect(sandbox.list()).toEqual([]);
    expect(report.warnings).toEqual(['devices 0:0 left out, which overlayfs takes for whiteouts: 1']);
  });

  it.each([
    ['a directory has no entry of its own', archive(file('usr/x')), /"usr" has no entry/],
    ['a hard link leads below', archive(hardLink('x', 'bin/sh')), /"x" leads to "bin\/sh"/],
    ['a hard link leads to what the layer itself hid', archive(file('.wh.a'), hardLink('x', 'a')), /"x" leads to "a"/],
    ['a parent was hidden by the layer itself', archive(file('.wh.a'), file('a/x')), /"a" is no directory/],
  ])('says that it needs its parents where %s', async (_, layer, reason) => {
    using sandbox = new LayerSandbox();
    const report = await sandbox.apply(layer, MARKS);
    expect(report.needsParents).toMatch(reason);
  });

  it('needs nothing where nothing is below', async () => {
    using sandbox = new LayerSandbox();
    const report = await sandbox.apply(archive(file('usr/x')), { ...MARKS, isLowest: true });
    expect(report).toMatchObject({ impliedDirectories: 1, diffId: expect.stringMatching(/^sha256:/) });
    expect(report.needsParents).toBeUndefined();
  });
});

const overlayOnto = async (sandbox: LayerSandbox, layer: Buffer, lower: readonly string[]) => {
  const work = join(sandbox.base, 'work');
  mkdirSync(work);
  const blob = Readable.from([layer]);
  const below = { lower, work };
  const from = { layer: 'test', blob, directory: sandbox.root };
  // The namespace of the ordinary user's launcher maps root only, which is enough to mount an overlay.
  return applyLayerOnto(
    from,
    below,
    isRoot
      ? {}
      : { launcher: { command: ['unshare', '--user', '--map-root-user'] }, ownership: 'squash', overlayXattr: 'user' },
  );
};

describe('a layer is applied onto the layers below it', () => {
  it('keeps the mode of a directory that only a lower layer describes, and leaves the lower layer alone', async () => {
    using below = new LayerSandbox();
    using above = new LayerSandbox();
    await below.apply(archive(directory('private', { mode: 0o700 }), file('private/old', 'old')));
    const report = await overlayOnto(above, archive(file('private/new', 'new')), [below.root]);
    expect(report.diffId).toMatch(/^sha256:/);
    expect(lstatSync(above.path('private')).mode & 0o7777).toBe(0o700);
    expect([above.list('private'), below.list('private')]).toEqual([['new'], ['old']]);
  });

  it('links to a file of a lower layer by a copy, the lower inode stays as it was', async () => {
    using below = new LayerSandbox();
    using above = new LayerSandbox();
    await below.apply(archive(file('a', 'content')));
    await overlayOnto(above, archive(hardLink('b', 'a')), [below.root]);
    expect(above.read('b')).toBe('content');
    expect(lstatSync(below.path('a')).nlink).toBe(1);
  });

  it('follows a link of a lower layer, and lets the kernel leave the whiteouts', async () => {
    using below = new LayerSandbox();
    using above = new LayerSandbox();
    await below.apply(archive(directory('usr/lib'), file('usr/lib/old'), symlink('lib', 'usr/lib')));
    await overlayOnto(above, archive(file('lib/new'), file('lib/.wh.old')), [below.root]);
    expect(above.list()).toEqual(['usr']);
    expect(above.list('usr/lib')).toEqual(['new', 'old']);
    expect(lstatSync(above.path('usr/lib/old')).isCharacterDevice()).toBe(true);
  });

  it('mounts more layers than their paths would fit into one page', async () => {
    using below = new LayerSandbox();
    using above = new LayerSandbox();
    const lower = Array.from({ length: 100 }, (_, index) => below.path(`layer-${index}-${'x'.repeat(64)}`));
    for (const path of lower) mkdirSync(path);
    const report = await overlayOnto(above, archive(file('x')), lower);
    expect(report.entries).toBe(1);
  });
});
