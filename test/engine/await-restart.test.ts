import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { awaitRestart, giveUpRestart, remaining } from '../../engine/await-restart.ts';
import { createStatusFile } from '../../engine/monitor/status-file.ts';
import { markStoppedByHand } from '../../engine/stopped-by-hand.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { openStore, type Store } from '../../engine/store/store.ts';
import { linuxSyscalls } from '../../engine/syscall/linux.ts';
import { identityOf, isRunning, type ProcessIdentity } from '../../engine/syscall/process-identity.ts';
import { keeperOf, MANNER, RECORD } from '../fixtures/container-state.ts';

const ID = 'a'.repeat(64);
const OURS = identityOf(process.pid)!;
const DEAD: ProcessIdentity = { ...OURS, startTime: '1' };
const RESTART = { name: 'always', maximumRetryCount: 0 } as const;
let store: Store;

beforeEach(() => {
  const home = mkdtempSync(join(tmpdir(), 'learn-run-await-'));
  store = openStore(home, { syscalls: async () => linuxSyscalls(), removeTree: async () => {} });
});
afterEach(() => rmSync(store.root, { recursive: true }));

/** A container that has ended at this moment, by default, and is ours to be started again. */
function addContainer(more: Partial<ContainerState> = {}): ContainerState {
  const bundle = store.containers.directoryOf(ID);
  store.containers.create({
    ...RECORD,
    id: ID,
    status: 'restarting',
    finishedAt: new Date().toISOString(),
    ending: { exitCode: 3, isOomKilled: false },
    manner: { ...MANNER, restart: RESTART },
    restarts: { count: 1, delay: 200 },
    waker: OURS,
    supervisor: DEAD,
    bundle,
    ...more,
  });
  createStatusFile(bundle);
  return store.containers.get(ID)!;
}

const keeper = () => keeperOf(store);
const waiting = () => awaitRestart(keeper(), ID, OURS);
const change = (more: Partial<ContainerState>) => store.containers.record({ ...store.containers.get(ID)!, ...more });

describe('awaitRestart', () => {
  it('resolves when it is time', async () => {
    const state = addContainer();
    expect(await waiting()).toEqual(state);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(state.finishedAt!) + 200);
  });

  it('does not wait for what takes long: somebody smaller does', async () => {
    addContainer({ restarts: { count: 9, delay: 60_000 } });
    expect(remaining((await waiting())!)).toBeGreaterThan(50_000);
  });

  it('waits until nobody looks after it any more', async () => {
    const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    addContainer({ supervisor: identityOf(child.pid!)!, finishedAt: '2026-01-01T00:00:00Z' });
    let isDue = false;
    const due = waiting().then(() => (isDue = true));
    // It has looked by then, and would have been content.
    await nextTurn();
    expect(isDue).toBe(false);
    child.kill('SIGKILL');
    await due;
  });

  it('finishes one whose monitor was killed, which then waits for its turn', async () => {
    addContainer({ status: 'running', restarts: { count: 3, delay: 100 } });
    const state = await waiting();
    expect(state).toMatchObject({
      status: 'restarting',
      ending: { exitCode: 137 },
      restarts: { count: 4, delay: 100 },
    });
  });

  it.each<[string, Partial<ContainerState>]>([
    ['stopped', { status: 'stopped' }],
    ['left to another waker', { waker: DEAD }],
  ])('comes to nothing where it is %s meanwhile', async (_, more) => {
    addContainer({ restarts: { count: 3, delay: 900 } });
    const due = waiting();
    change(more);
    expect(await due).toBeUndefined();
  });

  it('comes to nothing where somebody wants it to stop, and puts that on record for him', async () => {
    const state = addContainer({ restarts: { count: 3, delay: 900 } });
    const due = waiting();
    markStoppedByHand(state);
    expect(await due).toBeUndefined();
    expect(store.containers.get(ID)).toMatchObject({ status: 'stopped', ending: { exitCode: 3 } });
  });

  it('comes to nothing where the container is gone', async () => {
    expect(await waiting()).toBeUndefined();
  });

  it('is not confused by a clock that was put back', () => {
    const state = addContainer({ finishedAt: '2096-01-01T00:00:00Z' });
    expect(remaining(state)).toBe(200);
  });
});

describe('giving up a restart', () => {
  it('ends whoever has waited for it, and says why where nobody has wanted that', async () => {
    const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    const waker = identityOf(child.pid!)!;
    addContainer({ waker });
    await giveUpRestart(keeper(), ID, 'no such image');
    expect(store.containers.get(ID)).toMatchObject({
      status: 'stopped',
      ending: { exitCode: 3, error: 'no such image' },
    });
    await vi.waitFor(() => expect(isRunning(waker)).toBe(false), 5000);
  });

  it('is nothing where it runs by now', async () => {
    const state = addContainer({ status: 'running' });
    await giveUpRestart(keeper(), ID);
    expect(store.containers.get(ID)).toEqual(state);
  });
});
