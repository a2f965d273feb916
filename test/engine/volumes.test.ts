import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MountRequest } from '../../engine/bundle/mount-request.ts';
import { openStore, type Store } from '../../engine/store/store.ts';
import { linuxSyscalls } from '../../engine/syscall/linux.ts';
import { placeMounts, removeVolumesOf } from '../../engine/volumes.ts';

const containerId = 'c'.repeat(64);
let root: string;
let store: Store;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'learn-run-place-'));
  store = openStore(join(root, 'home'), { syscalls: async () => linuxSyscalls() });
});
afterEach(() => rmSync(root, { recursive: true }));

const place = (requests: readonly MountRequest[], volumes: Record<string, object> = {}) =>
  placeMounts(store, { requests, volumes, containerId });
const bind = (source: string, createsSource: boolean): MountRequest => ({
  type: 'bind',
  source,
  target: '/x',
  readOnly: false,
  isRecursive: true,
  createsSource,
  by: '--volume',
});

describe('placing mounts', () => {
  it('makes the missing source of -v, and not that of --mount', () => {
    place([bind(join(root, 'a/b'), true)]);
    expect(existsSync(join(root, 'a/b'))).toBe(true);
    const missing = join(root, 'c');
    expect(() => place([bind(missing, false)])).toThrow(
      `invalid mount config for type "bind": bind source path does not exist: ${missing}`,
    );
    symlinkSync('nowhere', join(root, 'link'));
    expect(() => place([bind(join(root, 'link'), true)])).toThrow('a link to nothing');
  });

  it('says in the words of docker why it cannot make one, and what to look at', () => {
    const [file, below] = [join(root, 'file'), join(root, 'file/below')];
    writeFileSync(file, '');
    const message = `error while creating mount source path '${below}': mkdir ${below}: not a directory`;
    const hint = 'It leads through a file: is the path the one that was meant?';
    expect(() => place([bind(below, true)])).toThrow(expect.objectContaining({ message, hint }));
  });

  it('says so where nothing can be made, as below /proc', () => {
    const message =
      "error while creating mount source path '/proc/nope/x': mkdir /proc/nope: no such file or directory";
    expect(() => place([bind('/proc/nope/x', true)])).toThrow(expect.objectContaining({ message }));
  });

  it("makes a volume without a name for each of the image's, but where something else was asked for", async () => {
    const placed = place([bind(root, true)], { '/x': {}, '/y': {}, '/y/': {} });
    expect(placed.map(({ type, target, by }) => [type, target, by])).toEqual([
      ['bind', '/x', '--volume'],
      ['volume', '/y', 'config.Volumes'],
    ]);
    expect(store.volumes.list()).toHaveLength(1);
    store.volumes.ensure('named');
    await removeVolumesOf(store, containerId);
    expect(store.volumes.list().map(({ name }) => name)).toEqual(['named']);
  });

  it.each(['/../../../../etc/..', '/', '.', 'etc', '/proc', '/proc/self', '/sys', '/a/../proc/1'])(
    'refuses the image that declares a volume at %j (CVE-2022-23648)',
    (target) => {
      expect(() => place([], { [target]: {} })).toThrow('the image declares a volume that cannot be mounted');
      expect(readdirSync(root)).toEqual(['home']);
    },
  );

  it('keeps a volume that climbs out inside, by name', () => {
    const [placed] = place([], { '/../../etc': {} });
    expect(placed).toMatchObject({ target: '/etc' });
  });
});
