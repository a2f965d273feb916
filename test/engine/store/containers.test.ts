import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../engine/image/digest.ts';
import { OCI_INDEX } from '../../../engine/image/media-type.ts';
import type { ContainerState } from '../../../engine/store/container-state.ts';
import {
  ContainerExists,
  InvalidContainerId,
  StoreCorrupt,
  StoreVersionUnknown,
} from '../../../engine/store/errors.ts';
import { temporaryStore } from './temporary-store.ts';

const ID = 'a'.repeat(64);

describe('ContainerStore', () => {
  it('gives back what was recorded last', () => {
    const { containers } = temporaryStore();
    containers.create(stateOf(ID));
    const running: ContainerState = { ...stateOf(ID), status: 'running' };
    containers.record(running);
    expect(containers.get(ID)).toEqual(running);
    expect(containers.list()).toEqual([{ id: ID, state: running }]);
    expect(readdirSync(containers.directoryOf(ID))).toEqual(['state.json']);
  });

  it('keeps room on a record for how the container ends: the disk may be full by then', () => {
    const { containers } = temporaryStore();
    containers.create(stateOf(ID));
    const before = statSync(join(containers.directoryOf(ID), 'state.json')).size;
    const ended = { finishedAt: new Date().toISOString(), restarts: { count: 4, delay: 60_000 }, isPaused: false };
    const ending = { exitCode: 137, signal: 'SIGKILL', isOomKilled: true };
    const text = JSON.stringify({ ...stateOf(ID), ...ended, ending, name: 'x'.repeat(128) });
    expect(text.length).toBeLessThanOrEqual(before);
  });

  it('keeps the file of a lock as long as there is a container, and no longer', async () => {
    const { containers, root } = temporaryStore();
    const locks = () => readdirSync(join(root, 'locks')).filter((name) => name.startsWith('container-'));
    containers.create(stateOf(ID));
    containers.prepareLock(ID);
    expect(locks()).toHaveLength(1);
    (await containers.lock(ID)).release();
    expect(locks()).toHaveLength(1);
    const lock = await containers.lock(ID);
    await containers.remove(ID);
    lock.release();
    (await containers.lock(ID)).release();
    expect(locks()).toEqual([]);
  });

  it('lets one of two create the same container', () => {
    const { containers } = temporaryStore();
    containers.create(stateOf(ID));
    expect(() => containers.create(stateOf(ID))).toThrow(ContainerExists);
  });

  it.each(['', '..', 'a/b', '../../etc', 'A'.repeat(64), 'a'.repeat(63), `${'a'.repeat(64)}\n`])(
    'refuses the id %j, which would become a path',
    async (id) => {
      const { containers } = temporaryStore();
      expect(() => containers.create(stateOf(id))).toThrow(InvalidContainerId);
      await expect(containers.remove(id)).rejects.toThrow(InvalidContainerId);
    },
  );

  it('removes a container with all that is in its directory, however often', async () => {
    const { containers } = temporaryStore();
    containers.create(stateOf(ID));
    writeFileSync(join(containers.directoryOf(ID), 'config.json'), '{}');
    await containers.remove(ID);
    await containers.remove(ID);
    expect(containers.get(ID)).toBeUndefined();
    expect(containers.list()).toEqual([]);
  });

  it('removes by the function it was handed, as rootless files need', async () => {
    const removed: string[] = [];
    const { containers } = temporaryStore({ removeTree: async (directory) => void removed.push(directory) });
    containers.create(stateOf(ID));
    await containers.remove(ID);
    expect(removed).toEqual([containers.directoryOf(ID)]);
  });

  it.each([
    ['', StoreCorrupt],
    ['{"id":', StoreCorrupt],
    ['null', StoreCorrupt],
    ['{"schemaVersion":1,"id":"other"}', StoreCorrupt],
    ['{"schemaVersion":2}', StoreVersionUnknown],
  ])('lists a container whose record is %j, so that it can be removed', (text, kind) => {
    const { containers } = temporaryStore();
    const other = 'b'.repeat(64);
    containers.create(stateOf(ID));
    containers.create(stateOf(other));
    writeFileSync(join(containers.directoryOf(ID), 'state.json'), text);
    expect(() => containers.get(ID)).toThrow(kind);
    expect(containers.list()).toEqual([
      { id: ID, state: undefined },
      { id: other, state: stateOf(other) },
    ]);
  });
});

function stateOf(id: string): ContainerState {
  return {
    schemaVersion: 1,
    id,
    name: 'learner',
    image: {
      name: 'docker.io/library/hello-world:latest',
      target: { mediaType: OCI_INDEX, digest: digestOf(''), size: 0 },
    },
    snapshots: [digestOf('layer')],
    status: 'creating',
    createdAt: '2030-01-01T00:00:00.000Z',
    bundle: `/containers/${id}`,
    supervisor: { pid: 42, startTime: '7', bootId: 'b' },
  };
}
