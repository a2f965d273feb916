import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../engine/image/digest.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { writeOciLayout } from '../fixtures/oci-layout.ts';
import { whyNo } from '../fixtures/programs.ts';
import { addImage, openFixtureRegistry } from '../fixtures/registry.ts';
import { type OtherUser, Sandbox } from '../fixtures/sandbox.ts';
import { archive, directory, file, hardLink, pax, symlink } from '../fixtures/tar-blocks.ts';
import { treeListing } from '../fixtures/tree-listing.ts';
import { ORDINARY_USER, whyNoOrdinaryUser } from '../fixtures/users.ts';

/** Who runs the commands: whoever runs the tests and, where that is root, an ordinary user too. */
const USERS: readonly (readonly [name: string, user: OtherUser | undefined, why: string | undefined])[] = [
  ['whoever runs the tests', undefined, undefined],
  ['an ordinary user', ORDINARY_USER, whyNoOrdinaryUser],
];

const BASE = archive(
  directory('usr', { mtime: 1 }),
  directory('usr/bin', { mode: 0o711, mtime: 2 }),
  symlink('bin', 'usr/bin', { mtime: 3 }),
  file('usr/bin/tool', 'tool', { mode: 0o755 }),
  hardLink('usr/bin/same', 'usr/bin/tool'),
  directory('etc', { mtime: 4 }),
  file('etc/gone', 'x'),
  file('etc/stays', 'x', { mode: 0o600 }),
  directory('old', { mtime: 5 }),
  file('old/file', 'x'),
  pax({ mtime: '1234567890.123456789' }),
  file('precise', 'x'),
);
const ABOVE = archive(
  file('etc/.wh.gone'),
  directory('old', { mtime: 6 }),
  file('old/.wh..wh..opq'),
  file('old/new', 'new'),
  file('bin/more', 'through the link', { mode: 0o755 }),
);

describe.each(USERS)('plumbing, as %s', (_, user, why) => {
  const whyNoUmoci = why ?? whyNo('umoci', 'umoci') ?? whyNo('getfattr', 'attr');

  it.skipIf(whyNoUmoci)(`unpacks an OCI layout as umoci does${whyNoUmoci ? `: ${whyNoUmoci}` : ''}`, async () => {
    using sandbox = new Sandbox(user);
    writeOciLayout(sandbox.path('layout'), [gzipSync(BASE), ABOVE]);
    spawnSync('chmod', ['-R', 'a+rX', sandbox.path('layout')]);
    const ending = await sandbox.run(['unpack', 'oci:layout:latest', 'ours']);
    expect(ending).toEqual({ stdout: '', stderr: '', status: 0 });
    const [umoci, args, options] = sandbox.commandOf([
      'umoci',
      'raw',
      'unpack',
      ...(process.getuid!() === 0 && user === undefined ? [] : ['--rootless']),
      '--image',
      'layout:latest',
      'theirs',
    ]);
    expect(spawnSync(umoci, args, { ...options, encoding: 'utf8' })).toMatchObject({ status: 0 });
    expect(treeListing(sandbox.path('ours'))).toEqual(treeListing(sandbox.path('theirs')));
    await expectNothingLeft(sandbox, ending);
  });

  it.skipIf(why)(`unpacks an image that it pulls first${why ? `: ${why}` : ''}`, async () => {
    using sandbox = new Sandbox(user);
    await using registry = await openFixtureRegistry();
    addImage(registry, 'tree', BASE);
    const args = ['unpack', '--platform=linux/amd64', `${registry.host}/test:tree`, 'ours'];
    const ending = await sandbox.run(args);
    expect({ stdout: ending.stdout, status: ending.status }).toEqual({ stdout: '', status: 0 });
    expect(ending.stderr).toContain('Pull complete\n');
    expect(readFileSync(sandbox.path('ours/bin/same'), 'utf8')).toBe('tool');
    const again = await sandbox.run(args);
    expect(again).toMatchObject({ status: 1, stderr: expect.stringMatching(/ours: it is not empty/) });
    await expectNothingLeft(sandbox, again);
  });

  it.skipIf(why)(`makes no directory for an image that is not there${why ? `: ${why}` : ''}`, async () => {
    using sandbox = new Sandbox(user);
    writeOciLayout(sandbox.path('layout'), [Buffer.alloc(2000, 'no archive')]);
    spawnSync('chmod', ['-R', 'a+rX', sandbox.path('layout')]);
    for (const image of ['oci:layout:nope', 'oci:nowhere:latest', 'oci:layout', 'oci:layout:latest']) {
      const ending = await sandbox.run(['unpack', image, 'ours']);
      expect(ending.status, image).toBeGreaterThan(0);
      expect(ending.stderr, image).toMatch(/^learn-run: /);
      expect(existsSync(sandbox.path('ours')), image).toBe(false);
      await expectNothingLeft(sandbox, ending);
    }
  });

  it.skipIf(why).each([
    ['plain', (bytes: Buffer) => bytes],
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ] as const)(`applies a layer to a directory, packed as %s${why ? `: ${why}` : ''}`, async (_packing, pack) => {
    using sandbox = withTarget(user);
    const first = await sandbox.run(['layer', 'apply', 'target'], { input: pack(BASE) });
    expect(first).toEqual({ stdout: `${digestOf(BASE)}\n`, stderr: '', status: 0 });
    const second = await sandbox.run(['layer', 'apply', 'target'], { input: pack(ABOVE) });
    expect(second).toEqual({ stdout: `${digestOf(ABOVE)}\n`, stderr: '', status: 0 });
    expect(readdirSync(sandbox.path('target/etc'))).toEqual(['stays']);
    expect(readdirSync(sandbox.path('target/old'))).toEqual(['new']);
    expect(readdirSync(sandbox.path('target/usr/bin')).sort()).toEqual(['more', 'same', 'tool']);
    await expectNothingLeft(sandbox, second);
  });

  it.skipIf(why).each(hostileLayers())(`refuses a layer with %s${why ? `: ${why}` : ''}`, async (_title, layer) => {
    using sandbox = withTarget(user);
    const before = readdirSync(sandbox.base).sort();
    const ending = await sandbox.run(['layer', 'apply', 'target'], { input: layer });
    expect(ending.status).toBe(1);
    expect(ending.stdout).toBe('');
    expect(ending.stderr).toMatch(/^learn-run: .+\n/);
    expect(readdirSync(sandbox.base).sort()).toEqual(before);
    await expectNothingLeft(sandbox, ending);
  });

  it.skipIf(why)(`follows links only inside the directory${why ? `: ${why}` : ''}`, async () => {
    using sandbox = withTarget(user);
    const layer = archive(
      symlink('up', '../../../../../..'),
      symlink('out', sandbox.base),
      directory(sandbox.base.slice(1)),
      file(`up${sandbox.base}/sentinel`, 'overwritten'),
      file('out/other', 'x'),
    );
    await sandbox.run(['layer', 'apply', 'target'], { input: layer });
    expect(existsSync(sandbox.path('other'))).toBe(false);
    await expectNothingLeft(sandbox);
  });

  it.skipIf(why)(`applies nothing to what is no directory${why ? `: ${why}` : ''}`, async () => {
    using sandbox = new Sandbox(user);
    for (const target of ['nowhere', 'sentinel']) {
      const ending = await sandbox.run(['layer', 'apply', target], { input: BASE });
      expect(ending).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('cannot unpack into') });
    }
    await expectNothingLeft(sandbox);
  });
});

/** A sandbox with an empty directory `target` that its user owns. */
function withTarget(user: OtherUser | undefined): Sandbox {
  const sandbox = new Sandbox(user);
  mkdirSync(sandbox.path('target'));
  chmodSync(sandbox.path('target'), 0o755);
  sandbox.give('target');
  return sandbox;
}

/** What every unpacker has to refuse. */
function hostileLayers(): [title: string, layer: Buffer][] {
  return [
    ['a name that leads out', archive(file('../sentinel', 'overwritten'))],
    ['a hard link to a file outside', archive(hardLink('stolen', '../sentinel'))],
    ['a link in the place of the root', archive(symlink('.', '/tmp'))],
    ['a wrong checksum', archive(file('x', 'x', { checksum: '000000\0 ' }))],
    ['an end in the middle of a file', archive(file('x', 'x'.repeat(2000))).subarray(0, 1500)],
    ['a size below zero', archive(file('x', 'x', { size: Buffer.from('-0000000001\0') }))],
    ['noise in the place of an archive', Buffer.alloc(4096, 'noise')],
    ['a damaged compression', Buffer.concat([gzipSync(BASE).subarray(0, 200), Buffer.alloc(200, 1)])],
  ];
}
