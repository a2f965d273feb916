import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContainerNotFound } from '../../../engine/lifecycle/errors.ts';
import { ContainerStore } from '../../../engine/lifecycle/store.ts';
import { containerRecord } from './container-record.ts';

let store: ContainerStore;

beforeEach(() => {
  store = new ContainerStore(mkdtempSync(join(tmpdir(), 'learn-runc-store-')));
});
afterEach(() => rmSync(store.root, { recursive: true }));

describe('ContainerStore.write', () => {
  const old = containerRecord('one', new Date(1));

  it('keeps what has changed', () => {
    store.create(old);
    store.write({ ...old, isStarted: true });
    expect(store.read('one').isStarted).toBe(true);
  });

  it('finds no container where it was removed meanwhile', () => {
    store.create(old);
    store.remove('one');
    expect(() => store.write({ ...old, isStarted: true })).toThrow(ContainerNotFound);
    expect(store.has('one')).toBe(false);
  });

  it('leaves another container alone that has been given the id meanwhile', () => {
    store.create(old);
    store.remove('one');
    store.create(containerRecord('one', new Date(2)));
    expect(() => store.write({ ...old, isStarted: true })).toThrow(ContainerNotFound);
    expect(store.read('one').isStarted).toBeUndefined();
  });
});
