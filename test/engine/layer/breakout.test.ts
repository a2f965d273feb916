import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRoot, LayerSandbox, launcher } from '../../fixtures/layer-sandbox.ts';
import { archive, directory, file, gnuLong, hardLink, pax, type RawEntry, symlink } from '../../fixtures/tar-blocks.ts';

const hasStrace = spawnSync('strace', ['--version']).status === 0;

interface Refusal {
  readonly title: string;
  readonly layer: (sandbox: LayerSandbox) => Buffer;
  readonly code: 'LAYER_UNSAFE' | 'LAYER_CORRUPT' | 'LIMIT_EXCEEDED';
}

const same = (title: string, code: Refusal['code'], ...entries: (RawEntry | Buffer)[]): Refusal => ({
  title,
  code,
  layer: () => archive(...entries),
});

const REFUSED: readonly Refusal[] = [
  ...['../x', 'a/../../x', '/../x', '..', './../x', 'a/..'].map((name) =>
    same(`the name ${name}`, 'LAYER_UNSAFE', file(name)),
  ),
  same('a PAX path with ..', 'LAYER_UNSAFE', pax({ path: '../outside/sentinel' }), file('x')),
  same('a GNU long name with ..', 'LAYER_UNSAFE', gnuLong('L', `${'a/'.repeat(100)}${'../'.repeat(101)}x`), file('x')),
  ...['.', './', '/', '/.'].flatMap((name) => [
    same(`the root as a symbolic link, named ${name}`, 'LAYER_UNSAFE', symlink(name, '/outside')),
    same(`the root as a hard link, named ${name}`, 'LAYER_UNSAFE', hardLink(name, 'x')),
    same(`the root as a fifo, named ${name}`, 'LAYER_UNSAFE', { name, type: '6' }),
  ]),
  same('the root as a file', 'LAYER_UNSAFE', file('.', 'content')),
  same('a hard link to ../outside', 'LAYER_UNSAFE', hardLink('x', '../outside/sentinel')),
  same('a hard link to a sibling with the same prefix', 'LAYER_UNSAFE', hardLink('x', '../dest-evil/sentinel')),
  same('a hard link to nothing', 'LAYER_CORRUPT', hardLink('x', 'missing')),
  same('a hard link to a later entry', 'LAYER_CORRUPT', hardLink('x', 'y'), file('y')),
  same('a hard link to itself', 'LAYER_CORRUPT', file('x'), hardLink('x', './x')),
  same('a hard link to a directory', 'LAYER_CORRUPT', directory('d'), hardLink('x', 'd')),
  same('a hard link in the place of what it leads to', 'LAYER_CORRUPT', file('d/x'), hardLink('d', 'd/x')),
  same('a parent that is a file', 'LAYER_CORRUPT', file('f'), file('f/x')),
  same('a parent that is a link to a file', 'LAYER_CORRUPT', file('f'), symlink('s', 'f'), file('s/x')),
  same('links that lead in a circle', 'LAYER_UNSAFE', symlink('a', 'b'), symlink('b', 'a'), file('a/x')),
  same('a link into itself', 'LAYER_UNSAFE', symlink('a', 'a/b'), file('a/x')),
  same('an owner beyond all ids', 'LAYER_UNSAFE', pax({ uid: '1099511627776' }), file('x')),
  same('an owner that means "no change"', 'LAYER_UNSAFE', pax({ uid: '4294967295' }), file('x')),
  same('an empty name', 'LAYER_CORRUPT', file('')),
  same('a component of 256 bytes', 'LIMIT_EXCEEDED', pax({ path: 'n'.repeat(256) }), file('x')),
  same('a name of 4096 bytes', 'LIMIT_EXCEEDED', pax({ path: `${'abc/'.repeat(1024)}x` }), file('x')),
  same('a name 1100 directories deep', 'LIMIT_EXCEEDED', pax({ path: 'd/'.repeat(1100) }), directory('x')),
  {
    title: 'a hard link through an absolute symbolic link to the host',
    code: 'LAYER_CORRUPT',
    layer: ({ base }) => archive(symlink('s', `${base}/outside`), hardLink('x', 's/sentinel')),
  },
  {
    title: 'a hard link through a chain of symbolic links (CVE-2026-26960)',
    code: 'LAYER_CORRUPT',
    layer: () =>
      archive(
        directory('a'),
        directory('a/b'),
        directory('a/b/c'),
        symlink('a/b/c/up', '../..'),
        symlink('a/b/escape', 'c/up/../..'),
        hardLink('exfil', 'a/b/escape/outside/sentinel'),
      ),
  },
];

describe('a hostile layer is refused and touches nothing outside its root', () => {
  it.each(REFUSED)('refuses $title', async ({ layer, code }) => {
    using sandbox = new LayerSandbox();
    await expect(sandbox.apply(layer(sandbox))).rejects.toMatchObject({ code });
    expect(sandbox.damage()).toEqual([]);
  });

  it('names the entry in a form that cannot write on the terminal', async () => {
    using sandbox = new LayerSandbox();
    const failure = sandbox.apply(archive(file('ok'), file(Buffer.from('../\x1b[31m\xff', 'latin1'))));
    await expect(failure).rejects.toMatchObject({
      place: { layer: 'test', index: 1, entry: '../\\x1b[31m\\xff' },
    });
  });
});

describe('a layer with links is contained', () => {
  it.each([
    ['an absolute link', (base: string) => `${base}/outside`],
    ['a relative link', () => '../outside'],
    ['a link through many parents', () => '../../../../../../../../..'],
  ])('writes through %s only inside the root', async (_, target) => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(symlink('s', target(sandbox.base)), file('s/sentinel', 'owned')));
    expect(sandbox.damage()).toEqual([]);
    expect(readlinkSync(sandbox.path('s'))).toBe(target(sandbox.base));
  });

  it.runIf(isRoot)('does not follow the magic links of a /proc that is mounted in the root (needs root)', async () => {
    using sandbox = new LayerSandbox();
    mkdirSync(sandbox.path('proc'));
    const mountProc = ['unshare', '--mount', 'sh', '-c', 'mount -t proc proc "$0" && exec "$@"'] as const;
    const failure = sandbox.apply(
      archive(symlink('s', '/proc/self/root'), file(`s${sandbox.base}/sentinel`, 'owned')),
      {
        launcher: { command: [...mountProc, sandbox.path('proc')] },
        isLowest: false,
      },
    );
    await expect(failure).rejects.toMatchObject({ code: 'LAYER_UNSAFE' });
    expect(sandbox.damage()).toEqual([]);
  });

  it.runIf(hasStrace)('holds without openat2(2), by the chroot alone (needs strace)', async () => {
    using sandbox = new LayerSandbox();
    const asOldKernel = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'inject=openat2:error=ENOSYS'];
    const links = [symlink('s', `${sandbox.base}/outside`), symlink('lib', 'usr/lib'), directory('usr/lib')];
    await sandbox.apply(archive(...links, file('s/sentinel', 'owned'), file('lib/x', 'here')), {
      launcher: { command: [...(launcher?.command ?? []), ...asOldKernel] as [string, ...string[]] },
    });
    expect(sandbox.damage()).toEqual([]);
    expect(sandbox.read('usr/lib/x')).toBe('here');
  });

  it('replaces a symbolic link by a file instead of writing through it', async () => {
    using sandbox = new LayerSandbox();
    const target = `${sandbox.base}/sentinel`;
    await sandbox.apply(archive(symlink('s', target), file('s', 'mine')));
    expect(sandbox.read('s')).toBe('mine');
    expect(lstatSync(sandbox.path('s')).isFile()).toBe(true);
    expect(sandbox.damage()).toEqual([]);
  });

  it('never writes to an inode that something else is linked to', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(file('a', 'first'), hardLink('b', 'a'), file('b', 'second')));
    expect([sandbox.read('a'), sandbox.read('b')]).toEqual(['first', 'second']);
  });

  it('links to a symbolic link itself and changes neither mode nor owner of what it points to (CVE-2021-32760)', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(
      archive(symlink('s', `${sandbox.base}/sentinel`), { ...hardLink('h', 's'), mode: 0o4777, uid: 7 }),
    );
    expect(readlinkSync(sandbox.path('h'))).toBe(`${sandbox.base}/sentinel`);
    expect(sandbox.damage()).toEqual([]);
  });

  it('removes only inside the root, whatever a whiteout goes through', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(symlink('s', `${sandbox.base}/outside`), directory('d'), file('d/.wh.x')));
    await sandbox.apply(archive(file('s/.wh.sentinel'), file('s/.wh..wh..opq')), { isLowest: false });
    expect(sandbox.damage()).toEqual([]);
  });
});

describe('an honest layer with links is applied', () => {
  it.each(['usr/lib', '/usr/lib'])('puts lib/x where lib -> %s leads, and keeps the link', async (target) => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(directory('usr'), directory('usr/lib'), symlink('lib', target)));
    await sandbox.apply(archive(file('lib/x', 'here')), { isLowest: false });
    expect(sandbox.read('usr/lib/x')).toBe('here');
    expect(readlinkSync(sandbox.path('lib'))).toBe(target);
  });

  it('makes the directory that a dangling link in the way points to', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(directory('var'), symlink('var/run', '../run'), file('var/run/x', 'here')));
    expect(sandbox.read('run/x')).toBe('here');
  });

  it('replaces a directory by a file, a file by a directory and a link by a directory', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(directory('a'), file('a/x'), file('b'), symlink('c', 'a')));
    await sandbox.apply(archive(file('a', 'now a file'), directory('b'), directory('c')), { isLowest: false });
    expect(sandbox.read('a')).toBe('now a file');
    expect(['b', 'c'].map((name) => lstatSync(sandbox.path(name)).isDirectory())).toEqual([true, true]);
  });

  it('strips leading slashes and takes a backslash for an ordinary character', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(file('//etc/x', 'x'), file('C:\\x', 'y')));
    expect([sandbox.read('etc/x'), sandbox.read('C:\\x')]).toEqual(['x', 'y']);
  });

  it('takes a, ./a, a/ and a// for one path, the last one wins', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(file('a', '1'), file('./a', '2'), directory('a//'), file('a', '3')));
    expect(sandbox.list()).toEqual(['a']);
    expect(sandbox.read('a')).toBe('3');
  });

  it('keeps names apart that only their bytes tell apart', async () => {
    using sandbox = new LayerSandbox();
    const names = [
      Buffer.from([0x66, 0xff]),
      Buffer.from([0x66, 0xfe]),
      Buffer.from('f\u00e9'),
      Buffer.from('fe\u0301'),
    ];
    await sandbox.apply(archive(...names.map((name, index) => file(name, String(index)))));
    const read = (name: Buffer) => readFileSync(Buffer.concat([Buffer.from(`${sandbox.root}/`), name]), 'utf8');
    expect(names.map(read)).toEqual(['0', '1', '2', '3']);
  });

  it('keeps the size of an extension header apart from the size it announces (CVE-2026-53655)', async () => {
    using sandbox = new LayerSandbox();
    const long = 'n'.repeat(120);
    await sandbox.apply(archive(pax({ size: '5' }), gnuLong('L', long), file('x', '12345', { size: 0 })));
    expect(sandbox.read(long)).toBe('12345');
  });

  it('makes directories without an entry as root with mode 0755', async () => {
    using sandbox = new LayerSandbox();
    const report = await sandbox.apply(archive(file('a/b/x')));
    expect(report.impliedDirectories).toBe(2);
    expect(statSync(sandbox.path('a/b')).mode & 0o7777).toBe(0o755);
  });

  it.runIf(isRoot)('makes them so in a directory that would hand on its group, too (needs root)', async () => {
    using sandbox = new LayerSandbox();
    await sandbox.apply(archive(directory('d', { mode: 0o2775, gid: 8 })));
    await sandbox.apply(archive(file('d/implied/x', '', { mode: 0o640 })), { isLowest: false });
    const facts = ['d', 'd/implied', 'd/implied/x'].map((name) => {
      const { gid, mode } = statSync(sandbox.path(name));
      return [gid, mode & 0o7777];
    });
    expect(facts).toEqual([
      [8, 0o2775],
      [0, 0o755],
      [0, 0o640],
    ]);
  });

  it('leaves a directory for which only its own root entry speaks', async () => {
    using sandbox = new LayerSandbox();
    mkdirSync(sandbox.path('kept'));
    writeFileSync(sandbox.path('kept/x'), 'x');
    await sandbox.apply(archive(directory('./', { mode: 0o711 })), { isLowest: false });
    expect(statSync(sandbox.root).mode & 0o7777).toBe(0o711);
    expect(sandbox.read('kept/x')).toBe('x');
  });
});
