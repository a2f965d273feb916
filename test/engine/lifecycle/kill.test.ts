import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { killContainer } from '../../../engine/lifecycle/kill.ts';
import { ContainerStore } from '../../../engine/lifecycle/store.ts';
import { containerRecord } from './container-record.ts';

it('refuses to kill a container of which there is no process yet', async () => {
  const root = mkdtempSync(join(tmpdir(), 'learn-runc-store-'));
  try {
    const store = new ContainerStore(root);
    store.create(containerRecord('one'));
    await expect(killContainer(store, 'one', 0)).rejects.toThrow('cannot kill container one: container not running');
  } finally {
    rmSync(root, { recursive: true });
  }
});
