import { describe, expect, it } from 'vitest';
import type { BindRequest, MountRequest, PlacedMount, PlacedVolume } from '../../engine/bundle/mount-request.ts';
import type { VolumesFrom } from '../../engine/bundle/surroundings.ts';
import type { Store } from '../../engine/store/store.ts';
import type { Volume } from '../../engine/store/volumes.ts';
import { identityOf } from '../../engine/syscall/process-identity.ts';
import { removeVolumesOf, volumeName } from '../../engine/volumes.ts';
import { withInheritedMounts } from '../../engine/volumes-from.ts';
import { MANNER, RECORD } from '../fixtures/container-state.ts';
import { temporaryStore } from './store/temporary-store.ts';

const [ID, HEIR] = ['a'.repeat(64), 'b'.repeat(64)];

function keep(store: Store, id: string, name: string, mounts?: readonly PlacedMount[]): void {
  const bundle = store.containers.directoryOf(id);
  const supervisor = identityOf(process.pid)!;
  const volumes = (mounts ?? []).flatMap((mount) => (mount.type === 'volume' ? [volumeName(mount)] : []));
  const known = { ...RECORD, id, name, bundle, volumes, ...(mounts && { mounts }) };
  store.containers.create({ ...known, status: 'stopped', manner: MANNER, supervisor });
}

const bind = (source: string, target: string): BindRequest => ({
  type: 'bind',
  source,
  target,
  readOnly: false,
  isRecursive: true,
  createsSource: true,
  by: '--volume',
});

const volume = (target: string, { path }: Volume, name?: string): PlacedVolume => ({
  type: 'volume',
  name,
  path,
  target,
  readOnly: false,
  copiesImage: true,
  labels: { of: 'donor' },
  by: '--volume',
});

/** A store with a container that has a bind, two volumes and a file system in memory. */
function storeWithDonor() {
  const store = temporaryStore();
  const anonymous = store.volumes.createAnonymous({ container: ID });
  keep(store, ID, 'donor', [
    { type: 'tmpfs', target: '/t', readOnly: false, options: [], by: '--tmpfs' },
    { ...bind('/srv', '/b'), readOnly: true, isRecursive: false, propagation: 'rslave' },
    volume('/n', store.volumes.ensure('named'), 'named'),
    volume('/anon', anonymous),
  ]);
  const from = (volumesFrom: readonly VolumesFrom[], mounts: readonly MountRequest[] = []) =>
    withInheritedMounts(store, { volumesFrom, mounts }).mounts;
  return { store, anonymous, from };
}

const summary = (mounts: readonly MountRequest[]) =>
  mounts.map((one) => [one.type, one.target, one.type === 'volume' ? one.name : '', one.readOnly, one.by]);

describe('what a container takes over of another one', () => {
  it('are its binds and volumes, each as that one has it, and nothing in memory', () => {
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

  it('are there already: no source is made for it, and no volume filled or labelled once more', () => {
    const { from } = storeWithDonor();
    const [taken, ...volumes] = from([{ container: 'donor', mode: '' }]);
    expect(taken).toMatchObject({ createsSource: false });
    expect(volumes).toMatchObject([{}, {}].map(() => ({ copiesImage: false, labels: {} })));
  });

  it('can be read only, and cannot be written where that one cannot', () => {
    const { from } = storeWithDonor();
    expect(from([{ container: 'donor', mode: 'z,ro' }]).every(({ readOnly }) => readOnly)).toBe(true);
    expect(from([{ container: 'donor', mode: 'rw' }])[0]).toMatchObject({ target: '/b', readOnly: true });
  });

  it('gives way to what is asked for at the same place, and the first of two containers to the second', () => {
    const { store, from } = storeWithDonor();
    const own: MountRequest = { type: 'tmpfs', target: '/b', readOnly: false, options: [], by: '--tmpfs' };
    keep(store, HEIR, 'second', [bind('/other', '/n')]);
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
    keep(store, HEIR, 'given-up');
    expect(() => from([{ container: 'given-up', mode: '' }])).toThrow(
      expect.objectContaining({ code: 'CONTAINER_INCOMPLETE', message: expect.stringContaining('given-up') }),
    );
  });

  it('stays where the other one is removed with its volumes', async () => {
    const { store, anonymous } = storeWithDonor();
    keep(store, HEIR, 'heir', [volume('/anon', anonymous, anonymous.name)]);
    await removeVolumesOf(store, ID);
    expect(store.volumes.get(anonymous.name)).toBeDefined();
    await store.containers.remove(HEIR);
    await removeVolumesOf(store, ID);
    expect(store.volumes.get(anonymous.name)).toBeUndefined();
  });
});
