import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../engine/store/store.ts';
import { linuxSyscalls } from '../../../engine/syscall/linux.ts';

let root: string;
let store: Store;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'learn-run-volumes-'));
  store = openStore(root, { syscalls: async () => linuxSyscalls() });
});
afterEach(() => rmSync(root, { recursive: true }));

const modeOf = (...path: string[]) => statSync(join(root, 'volumes', ...path)).mode & 0o777;

describe('VolumeStore', () => {
  it('has none at first', () => {
    expect(store.volumes.list()).toEqual([]);
    expect(store.volumes.get('data')).toBeUndefined();
  });

  it('makes a volume once, and keeps what was said of it first', () => {
    const made = store.volumes.ensure('data', { labels: { a: 'b' } });
    expect(made).toMatchObject({ name: 'data', labels: { a: 'b' }, path: join(root, 'volumes/data/_data') });
    expect(store.volumes.ensure('data', { labels: { c: 'd' } })).toEqual(made);
    expect(store.volumes.list()).toEqual([made]);
  });

  it('lets nobody else on the machine reach the content, whatever mode a container gives it (CVE-2021-41091)', () => {
    store.volumes.ensure('data');
    expect([modeOf(), modeOf('data'), modeOf('data', '_data')]).toEqual([0o700, 0o700, 0o755]);
  });

  it('gives volumes without a name one of 64 digits, and knows whose they are', () => {
    const { name } = store.volumes.createAnonymous({ container: 'c'.repeat(64) });
    expect(name).toMatch(/^[a-f0-9]{64}$/);
    expect(store.volumes.get(name)).toMatchObject({ container: 'c'.repeat(64) });
  });

  it('removes a volume with its content, unless somebody has it', async () => {
    writeFileSync(join(store.volumes.ensure('data').path, 'file'), '');
    await expect(store.volumes.remove('data', ['c1'])).rejects.toThrow('remove data: volume is in use - [c1]');
    await store.volumes.remove('data');
    expect(readdirSync(join(root, 'volumes'))).toEqual([]);
    await expect(store.volumes.remove('data')).rejects.toThrow('get data: no such volume');
  });

  it.each(['a/b', '..', '.x', 'a b', '', 'a\nb', '-x', 'x'.repeat(256)])('refuses the name %j', (name) => {
    expect(() => store.volumes.ensure(name)).toThrow('includes invalid characters for a local volume name');
  });

  it("refuses a name of one letter in docker's words", () => {
    expect(() => store.volumes.ensure('a')).toThrow('create a: volume name is too short');
  });

  it('says so where a record is no record', () => {
    store.volumes.ensure('data');
    writeFileSync(join(root, 'volumes/data/volume.json'), '{"name":"other"}');
    expect(() => store.volumes.get('data')).toThrow('is not the record of this volume');
  });
});
