import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStatusFile, readStatus, StatusFile, writeStatus } from '../../engine/monitor/status-file.ts';
import { reopenContainer } from '../../engine/reopen-container.ts';
import type { ContainerState } from '../../engine/store/containers.ts';
import { openStore, type Store } from '../../engine/store/store.ts';
import { linuxSyscalls } from '../../engine/syscall/linux.ts';
import { identityOf } from '../../engine/syscall/process-identity.ts';

const ID = 'a'.repeat(64);
const OURS = identityOf(process.pid)!;
let home: string;
let store: Store;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'learn-run-reopen-'));
  store = openStore(home, { syscalls: async () => linuxSyscalls(), removeTree: async () => {} });
});
afterEach(() => rmSync(home, { recursive: true }));

function addContainer(more: Partial<ContainerState>): void {
  store.containers.create({
    schemaVersion: 1,
    id: ID,
    name: 'box',
    image: { name: 'x', target: { mediaType: 'm', digest: `sha256:${'0'.repeat(64)}`, size: 1 } },
    snapshots: [],
    status: 'stopped',
    createdAt: '2026-01-01T00:00:00Z',
    bundle: store.containers.directoryOf(ID),
    supervisor: { ...OURS, pid: 1 },
    ...more,
  });
  createStatusFile(store.containers.directoryOf(ID));
}

describe('a container that is started again', () => {
  it('is as it was made, and forgets how it has ended', async () => {
    addContainer({ startedAt: '2026-01-01T00:00:01Z', ending: { exitCode: 3, isOomKilled: false }, hostname: 'h' });
    writeStatus(store.containers.directoryOf(ID), { code: 3, signal: undefined, hasDumpedCore: false, time: 1000 });
    const state = await reopenContainer(store, ID, OURS);
    expect(state).toMatchObject({ id: ID, name: 'box', status: 'creating', hostname: 'h', supervisor: OURS });
    expect(state).not.toHaveProperty('ending');
    expect(state).not.toHaveProperty('startedAt');
    expect(store.containers.get(ID)).toEqual(JSON.parse(JSON.stringify(state)));
    expect(readStatus(state.bundle)).toBeUndefined();
  });

  it('is in the foreground until a monitor has it, however it ran before', async () => {
    const manner = { isDetached: true, isRemovedAtEnd: false, hasTerminal: true, isInteractive: true };
    addContainer({ manner });
    expect((await reopenContainer(store, ID, OURS)).manner).toEqual({ ...manner, isDetached: false });
  });

  it('is said to have ended to those who wait for the run before', async () => {
    addContainer({});
    const directory = store.containers.directoryOf(ID);
    using waited = new StatusFile(directory);
    writeStatus(directory, { code: 3, signal: undefined, hasDumpedCore: false, time: 1000 });
    await reopenContainer(store, ID, OURS);
    expect(waited.read()).toMatchObject({ code: 3 });
  });

  it('is started once, of two that try at the same time', async () => {
    addContainer({});
    const tries = await Promise.allSettled([reopenContainer(store, ID, OURS), reopenContainer(store, ID, OURS)]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is refused where there is none, and where it runs', async () => {
    await expect(reopenContainer(store, ID, OURS)).rejects.toMatchObject({ code: 'NO_SUCH_CONTAINER' });
    addContainer({ status: 'running' });
    await expect(reopenContainer(store, ID, OURS)).rejects.toMatchObject({ code: 'CONTAINER_NOT_ENDED' });
  });
});
