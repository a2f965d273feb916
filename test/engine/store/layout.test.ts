import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StorePermission, StoreVersionUnknown } from '../../../engine/store/errors.ts';
import { openLayout } from '../../../engine/store/layout.ts';
import { temporaryDirectory } from './temporary-store.ts';

describe('openLayout', () => {
  it('makes an OCI image layout in which every directory is for its owner alone', () => {
    const { root, ...paths } = openLayout(join(temporaryDirectory(), 'a', 'home'));
    expect(JSON.parse(readFileSync(paths.ociLayout, 'utf8'))).toEqual({ imageLayoutVersion: '1.0.0' });
    expect(JSON.parse(readFileSync(paths.index, 'utf8'))).toMatchObject({ schemaVersion: 2, manifests: [] });
    const directories = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    for (const directory of [root, ...directories.map((entry) => join(entry.parentPath, entry.name))]) {
      expect(statSync(directory).mode & 0o777, directory).toBe(0o700);
    }
  });

  it('opens what is there already and leaves no unfinished file', () => {
    const home = temporaryDirectory();
    const { index } = openLayout(home);
    writeFileSync(index, '{"manifests":[1]}');
    openLayout(home);
    expect(readFileSync(index, 'utf8')).toBe('{"manifests":[1]}');
    expect(readdirSync(home).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('refuses a path that depends on the working directory', () => {
    expect(() => openLayout('home')).toThrow('must be an absolute path, got home');
  });

  it.each([
    ['in /proc, where nothing can be made', '/proc/nowhere/at/all', 'no such file or directory'],
    ['with a name that is too long', join('/tmp', 'x'.repeat(300)), 'name too long'],
  ])('says of a home %s that it cannot be made', (_, home, reason) => {
    expect(() => openLayout(home)).toThrow(`the store cannot be used: ${home} cannot be made: ${reason}`);
  });

  it('follows a link to the directory itself', () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'large-disk'), { mode: 0o700 });
    symlinkSync('large-disk', join(directory, 'home'));
    expect(openLayout(join(directory, 'home')).root).toBe(join(directory, 'large-disk'));
  });

  it('refuses a link in place of one of its directories', () => {
    const home = temporaryDirectory();
    symlinkSync('/etc', join(home, 'snapshots'));
    expect(() => openLayout(home)).toThrow(StorePermission);
  });

  it('tightens a directory that others may read', () => {
    const home = temporaryDirectory();
    chmodSync(home, 0o755);
    openLayout(home);
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });

  it('refuses a directory that others may write to, and says how to change that', () => {
    const home = temporaryDirectory();
    chmodSync(home, 0o777);
    const refused = thrownBy(() => openLayout(home));
    expect(refused).toBeInstanceOf(StorePermission);
    expect(refused).toMatchObject({ code: 'STORE_PERM', message: expect.stringContaining('mode 0777') });
    expect(refused).toMatchObject({ hint: expect.stringContaining(`chmod 0700 ${home}`) });
  });

  it.skipIf(process.geteuid!() !== 0)('refuses a directory of another user (needs root to make one)', () => {
    const home = temporaryDirectory();
    chownSync(home, 12345, 12345);
    expect(thrownBy(() => openLayout(home))).toMatchObject({
      code: 'STORE_PERM',
      message: expect.stringContaining('belongs to uid 12345, you are uid 0'),
    });
  });

  it.each(['{"schemaVersion":2}', '', '{"schema'])('refuses a store whose version file holds %j', (text) => {
    const home = temporaryDirectory();
    writeFileSync(openLayout(home).version, text);
    expect(() => openLayout(home)).toThrow(StoreVersionUnknown);
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
