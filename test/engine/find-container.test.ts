import { beforeEach, describe, expect, it } from 'vitest';
import { findContainer } from '../../engine/find-container.ts';
import type { Store } from '../../engine/store/store.ts';
import { identityOf } from '../../engine/syscall/process-identity.ts';
import { descriptor } from '../fixtures/run-values.ts';
import { temporaryStore } from './store/temporary-store.ts';

let store: Store;
beforeEach(() => {
  store = temporaryStore();
});

const create = (id: string, name?: string) =>
  store.containers.create({
    schemaVersion: 1,
    id,
    name,
    image: { name: 'docker.io/library/x:latest', target: descriptor('1') },
    snapshots: [],
    status: 'created',
    createdAt: new Date(0).toISOString(),
    bundle: store.containers.directoryOf(id),
    supervisor: identityOf(process.pid)!,
  });

describe('findContainer', () => {
  it('finds by the whole id, by name, and by the beginning of the id', () => {
    create('a'.repeat(64), 'web');
    create('b'.repeat(64), 'aaa');
    expect(findContainer(store, 'a'.repeat(64)).name).toBe('web');
    expect(findContainer(store, 'web').id).toBe('a'.repeat(64));
    expect(findContainer(store, '/web').id).toBe('a'.repeat(64));
    expect(findContainer(store, 'bb').name).toBe('aaa');
    // A name goes before the beginning of an id.
    expect(findContainer(store, 'aaa').id).toBe('b'.repeat(64));
  });

  it.each(['nope', '', '../x', 'c'])('has docker’s words for %j, which is nobody’s', (text) => {
    create('a'.repeat(64), 'web');
    expect(() => findContainer(store, text)).toThrow(`No such container: ${text}`);
  });

  it('refuses what could be more than one', () => {
    create('a'.repeat(64));
    create(`aab${'0'.repeat(61)}`);
    expect(() => findContainer(store, 'aa')).toThrow('multiple IDs found with provided prefix: aa');
  });
});
