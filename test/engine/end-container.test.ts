import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awaitExitCode } from '../../engine/await-container.ts';
import { killContainer, stopContainer } from '../../engine/end-container.ts';
import { createStatusFile, writeStatus } from '../../engine/monitor/status-file.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { openStore, type Store } from '../../engine/store/store.ts';
import { linuxSyscalls } from '../../engine/syscall/linux.ts';
import { identityOf } from '../../engine/syscall/process-identity.ts';
import { keeperOf, MANNER, RECORD } from '../fixtures/container-state.ts';

const ID = 'b'.repeat(64);
let store: Store;
let monitor: ChildProcess;

beforeEach(() => {
  const home = mkdtempSync(join(tmpdir(), 'learn-run-end-'));
  const removeTree = async (path: string) => rmSync(path, { recursive: true, force: true });
  store = openStore(home, { syscalls: async () => linuxSyscalls(), removeTree });
  monitor = spawn('sleep', ['1000'], { stdio: 'ignore' });
});
afterEach(() => {
  monitor.kill('SIGKILL');
  rmSync(store.root, { recursive: true });
});

/** A container that runs, as far as its record says. */
function addContainer(manner: Partial<ContainerState['manner']> = {}): ContainerState {
  const bundle = store.containers.directoryOf(ID);
  store.containers.create({
    ...RECORD,
    id: ID,
    status: 'running',
    manner: { ...MANNER, ...manner },
    supervisor: identityOf(monitor.pid!)!,
    bundle,
  });
  createStatusFile(bundle);
  return store.containers.get(ID)!;
}

const keeper = () => keeperOf(store);
/** What a monitor writes first of all. */
const end = ({ bundle }: ContainerState) =>
  writeStatus(bundle, { code: 3, signal: undefined, hasDumpedCore: false, time: Date.now() });
const change = (more: Partial<ContainerState>) => store.containers.record({ ...store.containers.get(ID)!, ...more });

describe('awaitExitCode', () => {
  it('waits until the end is on record: whoever asks then is told all of it', async () => {
    const state = addContainer();
    const code = awaitExitCode(keeper(), state);
    end(state);
    // It has seen that by then.
    await expect(Promise.race([code, sleep(100, 'waits still')])).resolves.toBe('waits still');
    change({ status: 'stopped', ending: { exitCode: 3, isOomKilled: true } });
    await expect(code).resolves.toBe(3);
  });

  it('is content with the beginning of the next run', async () => {
    const state = addContainer();
    const code = awaitExitCode(keeper(), state);
    end(state);
    createStatusFile(state.bundle);
    change({ status: 'creating' });
    await expect(code).resolves.toBe(3);
  });

  it('puts it on record where whoever was to do so is gone', async () => {
    const state = addContainer();
    end(state);
    monitor.kill('SIGKILL');
    await expect(awaitExitCode(keeper(), state)).resolves.toBe(3);
    expect(store.containers.get(ID)).toMatchObject({ status: 'stopped', ending: { exitCode: 3 } });
  });

  it('does not wait until one is removed that does not stay', async () => {
    const state = addContainer({ isRemovedAtEnd: true });
    end(state);
    await expect(awaitExitCode(keeper(), state)).resolves.toBe(3);
  });
});

describe.each([
  ['killContainer', killContainer],
  ['stopContainer', stopContainer],
])('%s', (_, end) => {
  it('does not wait for a person who holds its learn-run at a step', async () => {
    const state = addContainer({ isDetached: false });
    await expect(end(keeper(), state, { patienceMs: 50 })).resolves.toBe(false);
    expect(store.containers.get(ID)).toMatchObject({ status: 'running' });
  });

  it('waits for a monitor as long as that takes', async () => {
    const state = addContainer();
    const done = end(keeper(), state, { patienceMs: 1 });
    await expect(Promise.race([done, sleep(400, 'waits still')])).resolves.toBe('waits still');
    monitor.kill('SIGKILL');
    await expect(done).resolves.toBe(true);
  });
});
