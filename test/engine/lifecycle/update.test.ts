import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Resources } from '../../../engine/bundle/runtime-spec.ts';
import { ContainerStore } from '../../../engine/lifecycle/store.ts';
import { updateContainer } from '../../../engine/lifecycle/update.ts';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import { containerRecord } from './container-record.ts';

let store: ContainerStore;

beforeEach(() => {
  store = new ContainerStore(mkdtempSync(join(tmpdir(), 'learn-runc-store-')));
});
afterEach(() => rmSync(store.root, { recursive: true }));

/** Changes the limits of a container that runs, and has no cgroup of its own. */
async function update(resources: Resources) {
  store.create({ ...containerRecord('one'), init: { identity: identityOf(process.pid)! }, isStarted: true });
  const schemata = { l3CacheSchema: undefined, memBwSchema: undefined };
  const log = { debug: () => {}, warn: () => {} };
  await updateContainer({ store, id: 'one', resources, schemata, log, cache: store.root, isRootless: true });
}

describe('updateContainer', () => {
  it('changes nothing where nothing is said, also of a container without a cgroup', async () => {
    await expect(update({})).resolves.toBeUndefined();
  });

  it('refuses limits where there is no cgroup that could have them', async () => {
    await expect(update({ pids: { limit: 9 } })).rejects.toThrow('it has no cgroup of its own');
  });
});
