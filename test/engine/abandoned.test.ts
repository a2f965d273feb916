import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeAbandoned } from '../../engine/abandoned.ts';
import type { ContainerState } from '../../engine/store/containers.ts';
import { openStore, type Store } from '../../engine/store/store.ts';
import { linuxSyscalls } from '../../engine/syscall/linux.ts';
import { identityOf, type ProcessIdentity } from '../../engine/syscall/process-identity.ts';

const ALIVE = identityOf(process.pid)!;
const DEAD: ProcessIdentity = { ...ALIVE, startTime: '1' };
let store: Store;

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

describe('removeAbandoned', () => {
  it('removes what a killed learn-run left, and nothing of one that still runs', async () => {
    const [abandoned, running] = [create('a', DEAD), create('b', ALIVE)];
    expect(await removeAbandoned(store)).toEqual([abandoned]);
    expect(store.containers.ids()).toEqual([running]);
  });

  it('leaves what --keep has left', async () => {
    create('a', DEAD, 'stopped');
    expect(await removeAbandoned(store)).toEqual([]);
  });

  it('removes a directory without a record only when nobody can be about to write it', async () => {
    const directory = store.containers.directoryOf('c'.repeat(64));
    mkdirSync(directory);
    expect(await removeAbandoned(store)).toEqual([]);
    utimesSync(directory, 0, 0);
    expect(await removeAbandoned(store)).toEqual(['c'.repeat(64)]);
    expect(existsSync(directory)).toBe(false);
  });
});
