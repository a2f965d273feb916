import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeptContainers } from '../../fixtures/kept-containers.ts';

const ID = 'a'.repeat(64);
let kept: KeptContainers;
beforeEach(() => {
  kept = new KeptContainers();
  kept.keep(ID, 'web');
  kept.keep('b'.repeat(64), 'db');
});
afterEach(() => kept[Symbol.dispose]());

describe('learn-run rename', () => {
  it('waits for whoever writes the same record, and leaves what that one has written', async () => {
    const { containers } = kept.store;
    const lock = await containers.lock(ID);
    const renamed = kept.run('rename', 'web', 'old-web');
    // Takes the same way, and nobody holds it: by then the first one has come as far as it can.
    await kept.run('rename', 'db', 'old-db');
    expect(containers.get(ID)?.name).toBe('web');
    containers.record({ ...containers.get(ID)!, finishedAt: '2026-01-01T00:00:09Z' });
    lock.release();
    expect(await renamed).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(containers.get(ID)).toMatchObject({ name: 'old-web', finishedAt: '2026-01-01T00:00:09Z' });
  });

  it.each([
    ['web', 'web', 'container web has that name already'],
    ['web', '/web', 'container web has that name already'],
    ['web', '', 'neither the old nor the new name may be empty'],
    ['', 'other', 'neither the old nor the new name may be empty'],
  ])('refuses to call %j %j', async (container, name, message) => {
    expect(await kept.run('rename', container, name)).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
    expect(kept.store.containers.get(ID)?.name).toBe('web');
  });

  it('finds the container by its new name only', async () => {
    await kept.run('rename', 'web', 'old-web');
    expect((await kept.run('inspect', '-f', '{{.Name}}', 'old-web')).stdout).toBe('/old-web\n');
    expect((await kept.run('rename', 'web', 'third')).stderr).toContain('No such container: web');
  });
});
