import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LayerFileUnusable } from '../../../engine/store/errors.ts';
import { readInLayers } from '../../../engine/store/layer-file.ts';
import { syscalls, temporaryDirectory } from './temporary-store.ts';

const isRoot = process.geteuid!() === 0;
const MAX_BYTES = 1024 * 1024;
const ATTRIBUTE = isRoot ? 'trusted.overlay.opaque' : 'user.overlay.opaque';

describe('readInLayers', () => {
  it('gives the file of the highest layer that has it', async () => {
    expect(await read([{ 'etc/passwd': 'old' }, { 'etc/passwd': 'new' }, { 'etc/group': '' }])).toBe('new');
  });

  it.each([
    ['no such file', [{ 'etc/group': '' }]],
    ['no such directory', [{}]],
    ['no layers', []],
    ['a file where the directory should be', [{ etc: 'file' }]],
  ])('gives nothing where there is %s', async (_, layers) => {
    expect(await read(layers)).toBeUndefined();
  });

  it('keeps bytes as they are', async () => {
    const layer = tree({});
    mkdirSync(join(layer, 'etc'));
    writeFileSync(join(layer, 'etc/passwd'), Buffer.from([0, 255, 10]));
    const bytes = await readInLayers([layer], '/etc/passwd', MAX_BYTES, { syscalls });
    expect(bytes).toEqual(Buffer.from([0, 255, 10]));
  });

  it('lets a file of a higher layer hide a directory, and the other way round', async () => {
    expect(await read([{ 'etc/passwd': 'below' }, { etc: 'a file now' }, {}])).toBeUndefined();
    expect(await read([{ 'etc/passwd': 'below' }, { etc: 'a file' }, { 'etc/passwd': 'above' }])).toBe('above');
    expect(await read([{ 'etc/passwd': 'below' }, { etc: 'a file' }, { 'etc/group': 'above' }])).toBeUndefined();
  });

  it('follows links inside the image: absolute, relative, in the middle, and from layer to layer', async () => {
    expect(await read([{ 'usr/etc/passwd': 'text' }, { etc: { link: '/usr/etc' } }])).toBe('text');
    expect(await read([{ 'usr/share/users': 'text' }, { 'etc/passwd': { link: '../usr/./share//users' } }])).toBe(
      'text',
    );
    expect(await read([{ 'a/b': 'text', c: { link: 'a' } }, { 'etc/passwd': { link: '/c/../c/b' } }])).toBe('text');
  });

  it.each(['/etc/hostname', '../../../../../../../../etc/hostname', '/proc/self/root/etc/hostname'])(
    'never follows a link out of the image: %s',
    async (link) => {
      expect(await read([{ 'etc/passwd': { link } }])).toBeUndefined();
      expect(await read([{ 'etc/passwd': { link }, 'etc/hostname': 'of the image' }])).toBe(
        link.startsWith('/proc') ? undefined : 'of the image',
      );
    },
  );

  it('does not take a link of the image for a directory of the host', async () => {
    const outside = tree({ passwd: 'of the host' });
    expect(await read([{ etc: { link: outside } }])).toBeUndefined();
  });

  it.each([
    ['a loop of links', { 'etc/passwd': { link: 'group' }, 'etc/group': { link: 'passwd' } }, 'too many levels'],
    ['a link to itself in the middle', { etc: { link: '/etc/etc' } }, 'too many levels'],
    ['a directory', { 'etc/passwd/x': '' }, 'it is a directory'],
  ])('refuses %s', async (_, layer, reason) => {
    const refused = await read([layer]).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(LayerFileUnusable);
    expect(refused).toMatchObject({ message: expect.stringContaining(reason), path: '/etc/passwd' });
  });

  it('refuses a FIFO without waiting for its writer', async () => {
    const layer = tree({ 'etc/x': '' });
    execFileSync('mkfifo', [join(layer, 'etc/passwd')]);
    await expect(readInLayers([layer], '/etc/passwd', MAX_BYTES, { syscalls })).rejects.toThrow('not a regular file');
  });

  it('refuses a sparse file of two gigabytes before it reads any of it', async () => {
    const layer = tree({ 'etc/passwd': '' });
    truncateSync(join(layer, 'etc/passwd'), 2 ** 31);
    await expect(readInLayers([layer], '/etc/passwd', MAX_BYTES, { syscalls })).rejects.toThrow(
      'it has 2147483648 bytes, at most 1048576 are read',
    );
  });

  it('asks for attributes only where a directory lies on another: no kernel calls for one layer', async () => {
    const layer = tree({ 'etc/passwd': 'text' });
    const refuse = () => Promise.reject(new Error('the kernel calls were loaded'));
    const bytes = await readInLayers([layer, tree({ 'usr/bin': '' })], '/etc/passwd', MAX_BYTES, { syscalls: refuse });
    expect(bytes?.toString()).toBe('text');
  });

  describe.skipIf(!isRoot)('with whiteouts (needs root to make device nodes)', () => {
    it('finds nothing below a whiteout, of the file or of a directory above it', async () => {
      const [below, file, directory] = [tree({ 'etc/passwd': 'text' }), tree({ 'etc/x': '' }), tree({})];
      mknod(join(file, 'etc/passwd'), 'c', '0', '0');
      mknod(join(directory, 'etc'), 'c', '0', '0');
      expect(await readInLayers([below, file], '/etc/passwd', MAX_BYTES, { syscalls })).toBeUndefined();
      expect(await readInLayers([below, directory], '/etc/passwd', MAX_BYTES, { syscalls })).toBeUndefined();
      expect((await readInLayers([file, below], '/etc/passwd', MAX_BYTES, { syscalls }))?.toString()).toBe('text');
    });

    it('opens no device', async () => {
      const layer = tree({ 'etc/x': '' });
      mknod(join(layer, 'etc/passwd'), 'c', '1', '5');
      await expect(readInLayers([layer], '/etc/passwd', MAX_BYTES, { syscalls })).rejects.toThrow('not a regular file');
    });
  });

  it('finds nothing below an opaque directory, but what is in it', async () => {
    const [below, opaque] = [tree({ 'etc/passwd': 'text', 'etc/group': 'below' }), tree({ 'etc/group': 'above' })];
    (await syscallsForAttributes()).lsetxattr(join(opaque, 'etc'), ATTRIBUTE, Buffer.from('y'), 0);
    expect(await readInLayers([below, opaque], '/etc/passwd', MAX_BYTES, { syscalls })).toBeUndefined();
    expect((await readInLayers([below, opaque], '/etc/group', MAX_BYTES, { syscalls }))?.toString()).toBe('above');
  });
});

type Tree = Record<string, string | { readonly link: string }>;

async function read(layers: readonly Tree[]): Promise<string | undefined> {
  const bytes = await readInLayers(layers.map(tree), '/etc/passwd', MAX_BYTES, { syscalls });
  return bytes?.toString();
}

function tree(entries: Tree): string {
  const root = temporaryDirectory();
  for (const [path, content] of Object.entries(entries)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (typeof content === 'string') writeFileSync(join(root, path), content);
    else symlinkSync(content.link, join(root, path));
  }
  return root;
}

function mknod(...args: string[]): void {
  execFileSync('mknod', args);
}

async function syscallsForAttributes() {
  return (await import('../../../engine/syscall/linux.ts')).linuxSyscalls();
}
