import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeEnded } from '../../../cli/containers/remove-ended.ts';
import { KeptContainers } from '../../fixtures/kept-containers.ts';

const ID = 'a'.repeat(64);
let kept: KeptContainers;
beforeEach(() => {
  kept = new KeptContainers();
});
afterEach(() => kept[Symbol.dispose]());

describe('removing a container that has ended', () => {
  it('leaves one that has been started again meanwhile', async () => {
    kept.keep(ID, 'web', { status: 'running' });
    expect(await removeEnded(kept.store, ID, { volumes: true })).toBe(false);
    expect(kept.store.containers.get(ID)?.name).toBe('web');
  });

  it('waits for whoever is starting it, and looks again then', async () => {
    kept.keep(ID, 'web');
    const lock = await kept.store.containers.lock(ID);
    const removal = removeEnded(kept.store, ID, { volumes: false });
    kept.store.containers.record({ ...kept.store.containers.get(ID)!, status: 'creating' });
    lock.release();
    expect(await removal).toBe(false);
    kept.store.containers.record({ ...kept.store.containers.get(ID)!, status: 'stopped' });
    expect(await removeEnded(kept.store, ID, { volumes: false })).toBe(true);
    expect(kept.store.containers.list()).toEqual([]);
  });
});
