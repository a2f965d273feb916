import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MountRequest } from '../../engine/bundle/mount-request.ts';
import type { VolumesFrom } from '../../engine/bundle/surroundings.ts';
import type { Store } from '../../engine/store/store.ts';
import { identityOf } from '../../engine/syscall/process-identity.ts';
import { removeVolumesOf } from '../../engine/volumes.ts';
import { withInheritedMounts } from '../../engine/volumes-from.ts';
import { MANNER, RECORD } from '../fixtures/container-state.ts';
import { temporaryStore } from './store/temporary-store.ts';

const [ID, HEIR] = ['a'.repeat(64), 'b'.repeat(64)];

function keep(store: Store, id: string, name: string, volumes: readonly string[], mounts: readonly object[]): void {
  const bundle = store.containers.directoryOf(id);
  const supervisor = identityOf(process.pid)!;
  store.containers.create({ ...RECORD, id, name, bundle, volumes, status: 'stopped', manner: MANNER, supervisor });
  mkdirSync(bundle, { recursive: true });
  writeFileSync(join(bundle, 'config.json'), JSON.stringify({ mounts }));
}

/** A store with a container that has a bind, two volumes and what every container has. */
function storeWithDonor() {
  const store = temporaryStore();
  const named = store.volumes.ensure('named').path;
  const anonymous = store.volumes.createAnonymous({ container: ID });
  keep(
    store,
    ID,
    'donor',
    ['named', anonymous.name],
    [
      { destination: '/proc', type: 'proc', source: 'proc', options: [] },
      { destination: '/etc/hosts', type: 'bind', source: 'hosts', options: ['rbind', 'rprivate'] },
      { destination: '/dev/shm', type: 'bind', source: '/dev/shm', options: ['rbind'] },
      { destination: '/t', type: 'tmpfs', source: 'tmpfs', options: [] },
      { destination: '/b', type: 'bind', source: '/srv', options: ['bind', 'ro', 'rslave'] },
      { destination: '/n', type: 'bind', source: named, options: ['rbind', 'rprivate'] },
      { destination: '/anon', type: 'bind', source: anonymous.path, options: ['rbind', 'rprivate'] },
    ],
  );
  const from = (volumesFrom: readonly VolumesFrom[], mounts: readonly MountRequest[] = []) =>
    withInheritedMounts(store, { volumesFrom, mounts }).mounts;
  return { store, anonymous, from };
}

const summary = (mounts: readonly MountRequest[]) =>
  mounts.map((one) => [one.type, one.target, one.type === 'volume' ? one.name : '', one.readOnly, one.by]);

describe('what a container takes over of another one', () => {
  it('are its binds and volumes, each as that one has it, and nothing that every container has', () => {
    const { anonymous, from } = storeWithDonor();
    const mounts = from([{ container: 'donor', mode: '' }]);
    const by = '--volumes-from donor';
    expect(summary(mounts)).toEqual([
      ['bind', '/b', '', true, by],
      ['volume', '/n', 'named', false, by],
      ['volume', '/anon', anonymous.name, false, by],
    ]);
    expect(mounts[0]).toMatchObject({ source: '/srv', isRecursive: false, propagation: 'rslave' });
  });

  it('can be read only, and cannot be written where that one cannot', () => {
    const { from } = storeWithDonor();
    expect(from([{ container: 'donor', mode: 'z,ro' }]).every(({ readOnly }) => readOnly)).toBe(true);
    expect(from([{ container: 'donor', mode: 'rw' }])[0]).toMatchObject({ target: '/b', readOnly: true });
  });

  it('gives way to what is asked for at the same place, and the first of two containers to the second', () => {
    const { store, from } = storeWithDonor();
    const own: MountRequest = { type: 'tmpfs', target: '/b', readOnly: false, options: [], by: '--tmpfs' };
    const other = { destination: '/n', type: 'bind', source: '/other', options: ['rbind', 'rprivate'] };
    keep(store, HEIR, 'second', [], [other]);
    const both = ['donor', 'second'].map((container) => ({ container, mode: '' }));
    expect(summary(from(both, [own])).map(([type, target, , , by]) => [type, target, by])).toEqual([
      ['tmpfs', '/b', '--tmpfs'],
      ['bind', '/n', '--volumes-from second'],
      ['volume', '/anon', '--volumes-from donor'],
    ]);
  });

  it("is nothing of a container that there is not, in docker's words", () => {
    const { from } = storeWithDonor();
    expect(() => from([{ container: 'nope', mode: '' }])).toThrow('No such container: nope');
  });

  it('is not to be had of a container that was given up before its mounts were known', () => {
    const { store, from } = storeWithDonor();
    const { bundle } = store.containers.get(ID)!;
    rmSync(join(bundle, 'config.json'));
    expect(() => from([{ container: 'donor', mode: '' }])).toThrow(
      expect.objectContaining({ code: 'CONTAINER_INCOMPLETE', message: expect.stringContaining('donor') }),
    );
  });

  it('stays where the other one is removed with its volumes', async () => {
    const { store, anonymous } = storeWithDonor();
    keep(store, HEIR, 'heir', [anonymous.name], []);
    await removeVolumesOf(store, ID);
    expect(store.volumes.get(anonymous.name)).toBeDefined();
    await store.containers.remove(HEIR);
    await removeVolumesOf(store, ID);
    expect(store.volumes.get(anonymous.name)).toBeUndefined();
  });
});
