import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeAbandoned } from '../../engine/abandoned.ts';
import type { Cgroup } from '../../engine/cgroup/cgroup.ts';
import { CgroupBusy } from '../../engine/cgroup/errors.ts';
import type { Placement } from '../../engine/cgroup/placement.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { openStore, type Store } from '../../engine/store/store.ts';
import { linuxSyscalls } from '../../engine/syscall/linux.ts';
import { identityOf, type ProcessIdentity } from '../../engine/syscall/process-identity.ts';

const ALIVE = identityOf(process.pid)!;
const DEAD: ProcessIdentity = { ...ALIVE, startTime: '1' };
let store: Store;
const nowhere: Placement = { parent: undefined, reason: 'not in this test' };

beforeEach(() => {
  const home = mkdtempSync(join(tmpdir(), 'learn-run-abandoned-'));
  store = openStore(home, { syscalls: async () => linuxSyscalls() });
});
afterEach(() => rmSync(store.root, { recursive: true }));

function create(digit: string, supervisor: ProcessIdentity, status: ContainerState['status'] = 'creating'): string {
  const id = digit.repeat(64);
  const target = { mediaType: 'x', digest: `sha256:${'0'.repeat(64)}`, size: 1 } as const;
  const bundle = store.containers.directoryOf(id);
  store.containers.create({
    schemaVersion: 1,
    id,
    name: undefined,
    image: { name: 'docker.io/library/hello-world:latest', target },
    snapshots: [],
    status,
    createdAt: '2026-01-01T00:00:00Z',
    bundle,
    supervisor,
  });
  return id;
}

function writeConfig(id: string, cgroupsPath: string): void {
  writeFileSync(join(store.containers.directoryOf(id), 'config.json'), JSON.stringify({ linux: { cgroupsPath } }));
}

/** A place whose cgroups do nothing but tell when they are removed. */
function placementThat(onRemove: (path: string) => void): Placement {
  const open = (path: string) => ({ kill: async () => {}, remove: async () => onRemove(path) }) as unknown as Cgroup;
  return { parent: '/learn-run', open };
}

describe('removeAbandoned', () => {
  it('removes what a killed learn-run left, and nothing of one that still runs', async () => {
    const [abandoned, running] = [create('a', DEAD), create('b', ALIVE)];
    expect(await removeAbandoned({ store, idMappings: undefined, placement: nowhere })).toEqual([abandoned]);
    expect(store.containers.ids()).toEqual([running]);
  });

  it('removes the cgroup that config.json names, and no other', async () => {
    const [ours, theirs] = [create('a', DEAD), create('b', DEAD)];
    writeConfig(ours, `/learn-run/${ours}`);
    writeConfig(theirs, '/system.slice/ssh.service');
    const removed: string[] = [];
    await removeAbandoned({
      store,
      idMappings: undefined,
      placement: placementThat((path) => void removed.push(path)),
    });
    expect(removed).toEqual([`/learn-run/${ours}`]);
  });

  it('keeps the directory of a container whose cgroup is still in use, so that the next start tries again', async () => {
    const id = create('a', DEAD);
    writeConfig(id, `/learn-run/${id}`);
    const placement = placementThat((path) => {
      throw new CgroupBusy('remove', path);
    });
    expect(await removeAbandoned({ store, idMappings: undefined, placement })).toEqual([]);
    expect(store.containers.ids()).toEqual([id]);
  });

  it('leaves what --keep has left', async () => {
    create('a', DEAD, 'stopped');
    expect(await removeAbandoned({ store, idMappings: undefined, placement: nowhere })).toEqual([]);
  });

  it('removes a directory without a record only when nobody can be about to write it', async () => {
    const directory = store.containers.directoryOf('c'.repeat(64));
    mkdirSync(directory);
    expect(await removeAbandoned({ store, idMappings: undefined, placement: nowhere })).toEqual([]);
    utimesSync(directory, 0, 0);
    expect(await removeAbandoned({ store, idMappings: undefined, placement: nowhere })).toEqual(['c'.repeat(64)]);
    expect(existsSync(directory)).toBe(false);
  });
});
