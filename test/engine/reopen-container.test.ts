import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStatusFile, readStatus, StatusFile, writeStatus } from '../../engine/monitor/status-file.ts';
import { reopenContainer } from '../../engine/reopen-container.ts';
import { isStoppedByHand, markStoppedByHand } from '../../engine/stopped-by-hand.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { openStore, type Store } from '../../engine/store/store.ts';
import { linuxSyscalls } from '../../engine/syscall/linux.ts';
import { identityOf } from '../../engine/syscall/process-identity.ts';

const RESTARTED = {
  isDetached: true,
  isRemovedAtEnd: false,
  hasTerminal: false,
  isInteractive: false,
  restart: { name: 'always', maximumRetryCount: 0 },
} as const;
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

  it('is what a person has not stopped before, and has not been started again by itself so far', async () => {
    addContainer({ manner: RESTARTED, restarts: { count: 3, delay: 800 }, waker: OURS });
    markStoppedByHand(store.containers.get(ID)!);
    const state = await reopenContainer(store, ID, OURS);
    expect(isStoppedByHand(state)).toBe(false);
    expect(state).not.toHaveProperty('restarts');
    expect(state).not.toHaveProperty('waker');
  });

  it('is refused where there is none, and where it runs', async () => {
    await expect(reopenContainer(store, ID, OURS)).rejects.toMatchObject({ code: 'NO_SUCH_CONTAINER' });
    addContainer({ status: 'running' });
    await expect(reopenContainer(store, ID, OURS)).rejects.toMatchObject({ code: 'CONTAINER_NOT_ENDED' });
  });
});

describe('a container that is started again by its waker', () => {
  const ended = {
    status: 'restarting',
    startedAt: '2026-01-01T00:00:01Z',
    ending: { exitCode: 3, isOomKilled: false },
    manner: RESTARTED,
    restarts: { count: 3, delay: 800 },
    waker: OURS,
  } as const;

  it('has ended until it runs, and is counted on', async () => {
    addContainer(ended);
    const manner = { ...RESTARTED, isDetached: false };
    expect(await reopenContainer(store, ID, OURS, true)).toMatchObject({ ...ended, manner, status: 'creating' });
  });

  it('is left alone that somebody has stopped, or begun to stop, at this moment', async () => {
    addContainer({ ...ended, status: 'stopped' });
    const refusal = { code: 'CONTAINER_NOT_ENDED' };
    await expect(reopenContainer(store, ID, OURS, true)).rejects.toMatchObject(refusal);
    store.containers.record({ ...store.containers.get(ID)!, status: 'restarting' });
    markStoppedByHand(store.containers.get(ID)!);
    await expect(reopenContainer(store, ID, OURS, true)).rejects.toMatchObject(refusal);
    expect(isStoppedByHand(store.containers.get(ID)!)).toBe(true);
  });

  it('is started by nobody else meanwhile', async () => {
    addContainer({ ...ended, waker: { ...OURS, startTime: '1' } });
    await expect(reopenContainer(store, ID, OURS, true)).rejects.toMatchObject({ code: 'CONTAINER_NOT_ENDED' });
    await expect(reopenContainer(store, ID, OURS)).rejects.toMatchObject({ code: 'CONTAINER_NOT_ENDED' });
  });
});
