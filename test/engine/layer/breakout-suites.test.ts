import {
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRoot, LayerSandbox } from '../../fixtures/layer-sandbox.ts';
import { archive, directory, file, hardLink, type RawEntry, symlink } from '../../fixtures/tar-blocks.ts';

/*
 * The archives with which others try their unpackers: containerd's pkg/archive `TestBreakouts`, and the breakout tests of moby's
 * go-archive. Where containerd makes do with a name that leads out of the root, or with none, we refuse the archive; go-archive refuses
 * most of these too.
 */

interface Breakout {
  readonly name: string;
  /** What is in the directory before. */
  readonly before?: (root: LayerSandbox) => void;
  readonly layer: (sandbox: LayerSandbox) => readonly RawEntry[];
  /** Looks at the directory afterwards. */
  readonly expect?: (root: LayerSandbox) => void;
  readonly refused?: 'LAYER_UNSAFE' | 'LAYER_CORRUPT';
}

const always =
  (...entries: readonly RawEntry[]) =>
  () =>
    entries;
const etc = directory('etc', { mode: 0o770 });
const passwd = file('/etc/passwd', 'inside');

const hasEtc = (root: LayerSandbox) => {
  mkdirSync(root.path('etc'));
  writeFileSync(root.path('etc/passwd'), 'inside');
};
const hasEtcAnd = (more: (root: LayerSandbox) => void) => (root: LayerSandbox) => {
  hasEtc(root);
  more(root);
};

/** The file behind a path, as the container would see it: absolute links lead to places in the root. */
const inode = (root: LayerSandbox, path: string): number => {
  const { ino, isLink } = (() => {
    const stats = lstatSync(root.path(path));
    return { ino: stats.ino, isLink: stats.isSymbolicLink() };
  })();
  if (!isLink) return ino;
  const target = readlinkSync(root.path(path)).replace(/^(\.\.\/)+/, '/');
  return inode(root, target);
};
const isSame = (one: string, other: string) => (root: LayerSandbox) =>
  expect(inode(root, one)).toBe(inode(root, other));
const isUnbroken = (root: LayerSandbox) => expect(root.read('etc/unbroken')).toBe('unbroken');
const isGone = (root: LayerSandbox, path: string) =>
  expect(lstatSync(root.path(path), { throwIfNoEntry: false })).toBeUndefined();

const CONTAINERD: readonly Breakout[] = [
  {
    name: 'SymlinkAbsolute',
    layer: always(directory('etc'), symlink('localetc', '/etc'), file('/localetc/unbroken', 'unbroken')),
    expect: isUnbroken,
  },
  {
    name: 'SymlinkUpAndOut',
    layer: always(
      directory('etc'),
      directory('dummy'),
      symlink('localetc', '/dummy/../etc'),
      file('/localetc/unbroken', 'unbroken'),
    ),
    expect: isUnbroken,
  },
  {
    name: 'SymlinkMultipleAbsolute',
    layer: always(
      directory('etc'),
      directory('dummy'),
      symlink('/dummy/etc', '/etc'),
      symlink('localetc', '/dummy/etc'),
      file('/dummy/etc/unbroken', 'unbroken'),
    ),
    expect: isUnbroken,
  },
  {
    name: 'SymlinkMultipleRelative',
    layer: always(
      directory('etc'),
      directory('dummy'),
      symlink('/dummy/etc', '/etc'),
      symlink('localetc', './dummy/etc'),
      file('/dummy/etc/unbroken', 'unbroken'),
    ),
    expect: isUnbroken,
  },
  {
    name: 'SymlinkEmptyFile',
    layer: always(
      directory('etc'),
      file('etc/emptied', 'notempty'),
      symlink('localetc', '/etc'),
      file('/localetc/emptied', ''),
    ),
    expect: (root) => expect(root.read('etc/emptied')).toBe(''),
  },
  {
    name: 'HardlinkRelative',
    layer: always(
      etc,
      passwd,
      directory('breakouts'),
      symlink('breakouts/d1', '../../etc'),
      hardLink('breakouts/mypasswd', '/breakouts/d1/passwd'),
    ),
    expect: isSame('breakouts/mypasswd', 'etc/passwd'),
  },
  {
    name: 'HardlinkDownAndOut',
    layer: always(
      etc,
      passwd,
      directory('breakouts'),
      directory('downandout'),
      symlink('breakouts/d1', '../downandout/../../etc'),
      hardLink('breakouts/mypasswd', '/breakouts/d1/passwd'),
    ),
    expect: isSame('breakouts/mypasswd', 'etc/passwd'),
  },
  {
    name: 'HardlinkAbsolute',
    layer: always(etc, passwd, symlink('localetc', '/etc'), hardLink('localpasswd', '/localetc/passwd')),
    expect: isSame('localpasswd', 'etc/passwd'),
  },
  {
    name: 'HardlinkRelativeLong',
    layer: always(
      etc,
      passwd,
      symlink('localetc', '../../../../../../../etc'),
      hardLink('localpasswd', '/localetc/passwd'),
    ),
    expect: isSame('localpasswd', 'etc/passwd'),
  },
  {
    name: 'HardlinkRelativeUpAndOut',
    // The link leads through a directory that is not there: no kernel follows it, only who resolves it by its text.
    layer: always(
      etc,
      passwd,
      symlink('localetc', 'upandout/../../../etc'),
      hardLink('localpasswd', '/localetc/passwd'),
    ),
    refused: 'LAYER_CORRUPT',
  },
  {
    name: 'HardlinkDirectRelative',
    layer: always(etc, passwd, hardLink('localpasswd', '../../../../../etc/passwd')),
    refused: 'LAYER_UNSAFE',
  },
  {
    name: 'HardlinkDirectAbsolute',
    layer: always(etc, passwd, hardLink('localpasswd', '/etc/passwd')),
    expect: isSame('localpasswd', 'etc/passwd'),
  },
  {
    name: 'SymlinkParentDirectory',
    layer: always(etc, passwd, symlink('..', '/etc/'), hardLink('localpasswd', '/etc/passwd')),
    refused: 'LAYER_UNSAFE',
  },
  {
    name: 'SymlinkEmptyFilename',
    layer: always(etc, passwd, symlink('', '/etc/'), hardLink('localpasswd', '/etc/passwd')),
    refused: 'LAYER_CORRUPT',
  },
  {
    name: 'SymlinkParentRelative',
    layer: always(etc, passwd, symlink('localetc/sub/..', '/etc/'), hardLink('/localetc/localpasswd', '/etc/passwd')),
    expect: isSame('etc/localpasswd', 'etc/passwd'),
  },
  {
    name: 'SymlinkSlashEnded',
    layer: always(etc, passwd, directory('localetc/'), hardLink('/localetc/localpasswd', '/etc/passwd')),
    expect: isSame('localetc/localpasswd', 'etc/passwd'),
  },
  {
    name: 'SymlinkOverrideDirectory',
    before: hasEtcAnd((root) => mkdirSync(root.path('localetc'))),
    layer: always(symlink('localetc', '/etc'), hardLink('/localetc/localpasswd', '/etc/passwd')),
    expect: isSame('etc/localpasswd', 'etc/passwd'),
  },
  {
    name: 'SymlinkOverrideDirectoryRelative',
    before: hasEtcAnd((root) => mkdirSync(root.path('localetc'))),
    layer: always(symlink('localetc', '../../etc'), hardLink('/localetc/localpasswd', '/etc/passwd')),
    expect: isSame('etc/localpasswd', 'etc/passwd'),
  },
  {
    name: 'DirectoryOverrideSymlink',
    before: hasEtcAnd((root) => symlinkSync('/etc', root.path('localetc'))),
    layer: always(directory('/localetc/'), hardLink('/localetc/localpasswd', '/etc/passwd')),
    expect: (root) => {
      expect(lstatSync(root.path('localetc')).isDirectory()).toBe(true);
      isSame('localetc/localpasswd', 'etc/passwd')(root);
    },
  },
  {
    name: 'DirectoryOverrideSymlinkAndHardlink',
    before: hasEtcAnd((root) => {
      symlinkSync('etc', root.path('localetc'));
      linkSync(root.path('etc/passwd'), root.path('localetc/localpasswd'));
    }),
    layer: always(directory('/localetc/'), file('/localetc/localpasswd', 'different')),
    expect: (root) => {
      expect(inode(root, 'localetc/localpasswd')).not.toBe(inode(root, 'etc/passwd'));
      expect(root.read('etc/passwd')).toBe('inside');
    },
  },
  { name: 'WhiteoutRootParent', before: hasEtc, layer: always(file('.wh...')), refused: 'LAYER_CORRUPT' },
  { name: 'WhiteoutParent', before: hasEtc, layer: always(file('etc/.wh...')), refused: 'LAYER_CORRUPT' },
  { name: 'WhiteoutRoot', before: hasEtc, layer: always(file('.wh..')), refused: 'LAYER_CORRUPT' },
  { name: 'WhiteoutCurrentDirectory', before: hasEtc, layer: always(file('etc/.wh..')), refused: 'LAYER_CORRUPT' },
  {
    name: 'WhiteoutSymlink',
    before: hasEtcAnd((root) => symlinkSync('/etc', root.path('localetc'))),
    layer: always(file('.wh.localetc')),
    expect: (root) => {
      expect(root.read('etc/passwd')).toBe('inside');
      isGone(root, 'localetc');
    },
  },
  {
    name: 'WhiteoutSymlinkPath',
    before: hasEtcAnd((root) => {
      writeFileSync(root.path('etc/whitedout'), 'x');
      symlinkSync('/etc', root.path('localetc'));
    }),
    layer: always(file('localetc/.wh.whitedout')),
    expect: (root) => {
      expect(root.read('etc/passwd')).toBe('inside');
      isGone(root, 'etc/whitedout');
    },
  },
  {
    name: 'WhiteoutDirectoryName',
    before: hasEtc,
    layer: always(file('.wh.etc/somefile', 'non-empty')),
    expect: (root) => {
      expect(root.read('etc/passwd')).toBe('inside');
      expect(root.read('.wh.etc/somefile')).toBe('non-empty');
    },
  },
  {
    name: 'WhiteoutDeadSymlinkParent',
    before: hasEtcAnd((root) => symlinkSync('/dne', root.path('localetc'))),
    layer: always(file('localetc/.wh.etc')),
    expect: (root) => expect(root.read('etc/passwd')).toBe('inside'),
  },
  {
    name: 'WhiteoutRelativePath',
    before: hasEtcAnd((root) => symlinkSync('/dne', root.path('localetc'))),
    layer: always(file('dne/../.wh.etc')),
    expect: (root) => isGone(root, 'etc'),
  },
  {
    name: 'SymlinkOverridePath',
    layer: always(
      directory('foo'),
      directory('foo/tmp'),
      file('foo/tmp/breakout', '012'),
      symlink('foo', '/'),
      file('foo/tmp/breakout', '345'),
      directory('foo'),
      directory('foo/tmp'),
      file('foo/tmp/breakout', '678'),
    ),
    expect: (root) => {
      expect(root.read('foo/tmp/breakout')).toBe('678');
      expect(root.read('tmp/breakout')).toBe('345');
    },
  },
  {
    name: 'HardlinkSymlinkBeforeCreateTarget',
    layer: always(
      etc,
      symlink('localpasswd', '/etc/passwd'),
      hardLink('localpasswd-dup', 'localpasswd'),
      file('/etc/passwd', 'after'),
    ),
    expect: isSame('localpasswd-dup', 'etc/passwd'),
  },
  ...['../../../../../etc/passwd', '/etc/passwd'].map((target) => ({
    name: `HardlinkSymlink to ${target}`,
    layer: always(etc, passwd, symlink('passwdlink', target), hardLink('localpasswd', '/passwdlink')),
    expect: (root: LayerSandbox) => {
      expect(readlinkSync(root.path('localpasswd'))).toBe(target);
      isSame('localpasswd', 'etc/passwd')(root);
    },
  })),
  {
    name: 'HardlinkSymlinkChmod',
    layer: ({ base }) => [
      symlink(`${base}/also-exists-outside-root`, `${base}/sentinel`),
      { ...hardLink('sketchylink', `${base}/also-exists-outside-root`), mode: 0o777 },
    ],
  },
];

/** Only containment counts for these; each entry names `victim`, which is `outside` here. */
const MOBY: readonly Breakout[] = [
  ...['../outside/dotdot', '/../outside/slash-dotdot', '..', '../pwned', '../../pwned'].map((name) => ({
    name: `TestUntarInvalidFilenames ${name}`,
    layer: always(file(name, 'bad')),
    refused: 'LAYER_UNSAFE' as const,
  })),
  ...['../outside/sentinel', '/../outside/sentinel'].map((target) => ({
    name: `TestUntarInvalidHardlink ${target}`,
    layer: always(hardLink('dotdot', target)),
    refused: 'LAYER_UNSAFE' as const,
  })),
  ...[
    { name: 'file', next: file('loophole/file', 'bad') },
    { name: 'symlink', next: symlink('symlink', 'loophole/sentinel') },
    { name: 'hardlink', next: hardLink('hardlink', 'loophole/sentinel') },
    { name: 'replacement', next: file('loophole', 'bad') },
  ].flatMap(({ name, next }) => [
    {
      name: `TestUntarInvalidHardlink, ${name}`,
      layer: always(hardLink('loophole', '../outside'), next),
      refused: 'LAYER_UNSAFE' as const,
    },
    {
      name: `TestUntarInvalidSymlink, ${name}`,
      layer: always(symlink('loophole', '../outside'), next),
    },
  ]),
  {
    name: 'TestUntarInvalidSymlink, new directory',
    layer: always(symlink('dir/loophole', '../../outside'), file('dir/loophole/newdir/newfile', 'bad')),
  },
  {
    name: 'TestUntarSiblingPrefixContained',
    layer: always(hardLink('grab', '../dest-evil/sentinel')),
    refused: 'LAYER_UNSAFE',
  },
  {
    name: 'TestUntarHardlinkToSymlink',
    layer: always(symlink('symlink1', 'regfile'), hardLink('symlink2', 'symlink1'), file('regfile')),
    expect: (root) => {
      expect(readlinkSync(root.path('symlink2'))).toBe('regfile');
      expect(lstatSync(root.path('symlink1')).nlink).toBe(2);
    },
  },
  {
    name: 'TestUntarSymlinkBreakout',
    layer: always(
      directory('inner'),
      symlink('inner/go_up', '..'),
      symlink('inner/go_up/escape', '../outside'),
      file('inner/go_up/escape/newfile', 'bad'),
    ),
    expect: (root) => expect(root.read('outside/newfile')).toBe('bad'),
  },
  {
    name: 'TestUnpackRejectsRelativeEscapeBeforeAbsoluteSymlink',
    before: (root) => {
      mkdirSync(root.path('target'));
      symlinkSync('..', root.path('escape'));
      symlinkSync('/target', root.path('absolute'));
    },
    layer: always(file('escape/absolute/file', 'bad')),
  },
  ...[true, false].map((isThere) => ({
    name: `TestUntarThroughAbsoluteSymlink, target ${isThere ? 'there' : 'missing'}`,
    before: (root: LayerSandbox) => {
      mkdirSync(root.path('var'));
      if (isThere) mkdirSync(root.path('run/existing'), { recursive: true });
      symlinkSync('/run', root.path('var/run'));
    },
    layer: always(file('var/run/existing/non-existing/file', 'content')),
    expect: (root: LayerSandbox) => expect(root.read('run/existing/non-existing/file')).toBe('content'),
  })),
  {
    name: 'TestHardlinkSourceThroughAbsoluteSymlink',
    before: (root) => {
      mkdirSync(root.path('var'));
      symlinkSync('/run', root.path('var/run'));
    },
    layer: always(file('var/run/source', 'content'), hardLink('var/run/link', 'var/run/source')),
    expect: (root) => {
      expect(root.read('run/link')).toBe('content');
      expect(statSync(root.path('run/source')).nlink).toBe(2);
      isSame('run/source', 'run/link')(root);
    },
  },
  {
    name: 'TestUnpackLayerCreatesImpliedDirectoriesThroughLowerLayerSymlink',
    before: (root) => {
      mkdirSync(root.path('usr/lib'), { recursive: true });
      symlinkSync('usr/lib', root.path('lib'));
    },
    layer: always(file('lib/systemd/system/container.service', 'content')),
    expect: (root) => {
      expect(readlinkSync(root.path('lib'))).toBe('usr/lib');
      expect(root.read('usr/lib/systemd/system/container.service')).toBe('content');
    },
  },
];

describe.each([
  ['containerd’s TestBreakouts', CONTAINERD],
  ['go-archive’s breakout tests', MOBY],
])('%s', (_, breakouts) => {
  it.each(breakouts)('$name', async (breakout) => {
    using sandbox = new LayerSandbox();
    breakout.before?.(sandbox);
    const work = sandbox.apply(archive(...breakout.layer(sandbox)), { isLowest: false });
    if (breakout.refused) await expect(work).rejects.toMatchObject({ code: breakout.refused });
    // What is neither refused nor looked at may end in either way.
    else if (breakout.expect) await work;
    else await work.catch(() => undefined);
    breakout.expect?.(sandbox);
    expect(sandbox.damage()).toEqual([]);
  });
});

describe('the same archives, unpacked as layers of an overlay', () => {
  it.each([...CONTAINERD, ...MOBY])('$name touches nothing outside', async ({ layer }) => {
    using sandbox = new LayerSandbox();
    await sandbox
      .apply(archive(...layer(sandbox)), {
        isLowest: false,
        whiteouts: 'overlay',
        overlayXattr: isRoot ? 'trusted' : 'user',
      })
      .catch(({ code }) => expect(code).toMatch(/^LAYER_(UNSAFE|CORRUPT)$/));
    expect(sandbox.damage()).toEqual([]);
    expect(readFileSync(`${sandbox.base}/sentinel`, 'utf8')).toBe('untouched');
  });
});
