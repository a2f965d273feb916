import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceOfDirectory, rootDirectory } from '../../../cli/options/rootfs.ts';
import { familiarName, formatReference } from '../../../engine/image/reference.ts';

let base: string;
beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'learn-run-rootfs-')));
  for (const name of ['root', 'with:colon']) mkdirSync(join(base, name));
  writeFileSync(join(base, 'file'), '');
});
afterAll(() => rmSync(base, { recursive: true }));

const of = (word: string, command: readonly string[] = ['sh'], flags: Parameters<typeof rootDirectory>[2] = {}) =>
  rootDirectory(word, command, flags);

describe('--rootfs', () => {
  it('is the directory that stands in the place of the image, from wherever it is named', () => {
    const directory = join(base, 'root');
    expect(of(directory)).toEqual({ directory, isOverlay: false });
    expect(of(`${relative(process.cwd(), directory)}/`)).toEqual({ directory, isOverlay: false });
    expect(of(join(base, 'with:colon'))).toEqual({ directory: join(base, 'with:colon'), isOverlay: false });
  });

  it('has an empty layer on top with :O', () => {
    expect(of(`${join(base, 'root')}:O`)).toEqual({ directory: join(base, 'root'), isOverlay: true });
    expect(of('/:O')).toEqual({ directory: '/', isOverlay: true });
  });

  it.each([
    ['no-such-directory', /stat .*\/no-such-directory: no such file or directory/],
    ['file', /\/file: not a directory/],
    ['root:idmap', /the option idmap is not supported/],
    ['root:idmap=uids=0-1-10', /the option idmap=uids=0-1-10 is not supported/],
    ['root:U', /root:U: no such file or directory/],
    ['/', /the root of this machine/],
  ])('is refused for %s', (word, message) => {
    expect(() => of(word.startsWith('/') ? word : join(base, word))).toThrow(message);
  });

  it('is told how to be made where it is not there', () => {
    const hint = expect.stringContaining('learn-run unpack IMAGE ./missing makes a root file system');
    expect(() => of('./missing')).toThrow(expect.objectContaining({ hint }));
  });

  it('wants a command, in the words of podman, or an entrypoint', () => {
    const root = join(base, 'root');
    expect(() => of(root, [])).toThrow('no command or entrypoint provided, and no CMD or ENTRYPOINT from image');
    expect(() => of(root, [], { entrypoint: '' })).toThrow('no command or entrypoint');
    expect(of(root, [], { entrypoint: '/bin/sh' })).toMatchObject({ directory: root });
  });

  it('is refused where a recorded run is asked for', () => {
    expect(() => of(join(base, 'root'), ['sh'], { simulate: true })).toThrow('--rootfs and --simulate');
  });

  it('is called by its path, where an image has its name', () => {
    const reference = referenceOfDirectory({ directory: '/srv/root', isOverlay: false });
    expect([familiarName(reference), formatReference(reference)]).toEqual(['/srv/root', '/srv/root']);
  });
});
