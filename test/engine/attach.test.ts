import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDefaultHighWaterMark } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attachToContainer } from '../../engine/attach.ts';
import { LogWriter } from '../../engine/log/log-writer.ts';
import { MONITOR_FD } from '../../engine/monitor/descriptors.ts';
import { createStatusFile, writeStatus } from '../../engine/monitor/status-file.ts';
import type { ContainerManner, ContainerState } from '../../engine/store/container-state.ts';
import { openStore, type Store } from '../../engine/store/store.ts';
import { linuxSyscalls } from '../../engine/syscall/linux.ts';
import { identityOf } from '../../engine/syscall/process-identity.ts';

const ID = 'a'.repeat(64);
/** As much as a stream takes before it says that it wants no more. */
const FULL_BUFFER = getDefaultHighWaterMark(false);
const OURS = identityOf(process.pid)!;
const DETACHED = { isDetached: true, isRemovedAtEnd: false, hasTerminal: false, isInteractive: true };
let home: string;
let store: Store;
/** Holds the container's stdin and its terminal where a monitor would. */
let holder: ChildProcess;
/** Our end of that stdin. */
let pipe: number;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'learn-run-attach-'));
  store = openStore(home, { syscalls: async () => linuxSyscalls(), removeTree: async () => {} });
  execFileSync('mkfifo', [join(home, 'stdin')]);
  pipe = openSync(join(home, 'stdin'), constants.O_RDWR | constants.O_NONBLOCK);
  const terminal = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY);
  const stdio: (number | 'ignore')[] = Array(MONITOR_FD.firstHeld + 1).fill('ignore');
  stdio[MONITOR_FD.output] = terminal;
  stdio[MONITOR_FD.firstHeld] = pipe;
  holder = spawn('sleep', ['100'], { stdio });
  await once(holder, 'spawn');
  closeSync(terminal);
});
afterEach(async () => {
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  closeSync(pipe);
  rmSync(home, { recursive: true });
});

/** A container that runs, of which we are the first process. */
function addContainer(manner: Partial<ContainerManner>): ContainerState {
  const state: ContainerState = {
    schemaVersion: 1,
    id: ID,
    name: 'box',
    image: { name: 'x', target: { mediaType: 'm', digest: `sha256:${'0'.repeat(64)}`, size: 1 } },
    snapshots: [],
    status: 'running',
    createdAt: '2026-01-01T00:00:00Z',
    startedAt: '2026-01-01T00:00:01Z',
    bundle: store.containers.directoryOf(ID),
    init: OURS,
    supervisor: identityOf(holder.pid!)!,
    manner: { ...DETACHED, ...manner },
  };
  store.containers.create(state);
  createStatusFile(state.bundle);
  return state;
}

/** A process that holds nothing of a container. */
function hasNothing() {
  const child = spawn('sleep', ['100'], { stdio: 'ignore' });
  return { identity: identityOf(child.pid!)!, [Symbol.dispose]: () => void child.kill('SIGKILL') };
}

function readPipe(): string {
  const bytes = Buffer.alloc(100);
  return bytes.toString('utf8', 0, readSync(pipe, bytes));
}

describe('who attaches to a container', () => {
  it('writes to what its monitor holds of its stdin', async () => {
    const streams = await attachToContainer(store, addContainer({}), true);
    streams.stdin!.write('typed');
    await vi.waitFor(() => expect(readPipe()).toBe('typed'), 15_000);
    streams.leave();
  });

  it('has the terminal that its monitor holds', async () => {
    const streams = await attachToContainer(store, addContainer({ hasTerminal: true }), true);
    expect(streams).toMatchObject({ stdin: expect.anything(), terminal: expect.anything() });
    streams.leave();
  });

  it.each([true, false])('leaves the size of its terminal alone when it has left, with a stdin: %s', async (types) => {
    const streams = await attachToContainer(store, addContainer({ hasTerminal: true }), types);
    streams.terminal!.resize({ rows: 10, columns: 20 });
    streams.leave();
    expect(() => streams.terminal!.resize({ rows: 30, columns: 40 })).not.toThrow();
  });

  it.each([true, false])(
    'takes nothing from a learn-run in the foreground, with a terminal: %s',
    async (hasTerminal) => {
      const streams = await attachToContainer(store, addContainer({ isDetached: false, hasTerminal }), true);
      expect(streams).toMatchObject({ stdin: undefined, terminal: undefined });
      streams.leave();
    },
  );

  it('takes nothing from the process that cleans up after it', async () => {
    const state = addContainer({});
    writeStatus(state.bundle, { code: 3, signal: undefined, hasDumpedCore: false, time: 1000 });
    const streams = await attachToContainer(store, state, true);
    expect(streams.stdin).toBeUndefined();
    streams.leave();
  });

  it('is told where another process looks after it by now', async () => {
    const state = addContainer({});
    store.containers.record({ ...state, supervisor: OURS });
    await expect(attachToContainer(store, state, true)).rejects.toMatchObject({
      code: 'CANNOT_ATTACH',
      message: expect.stringContaining(`process ${holder.pid} looks after it no more`),
    });
  });

  it('is shown its output where its terminal cannot be had, if nothing is to be typed', async () => {
    using other = hasNothing();
    const state = addContainer({ hasTerminal: true });
    const elsewhere = { ...state, supervisor: other.identity };
    store.containers.record(elsewhere);
    await expect(attachToContainer(store, elsewhere, true)).rejects.toMatchObject({
      code: 'CANNOT_ATTACH',
      hint: expect.stringContaining('--no-stdin'),
    });
    const streams = await attachToContainer(store, elsewhere, false);
    expect(streams).toMatchObject({ stdin: undefined, terminal: undefined });
    streams.leave();
  });

  it('is waited for as often as need be, and by one listener', async () => {
    const state = addContainer({});
    const streams = await attachToContainer(store, state, false);
    const { stdout } = streams;
    const log = new LogWriter(state.bundle);
    for (let count = 0; count < 40; count += 1) log.append('stdout', Buffer.alloc(FULL_BUFFER));
    log.close();
    let bytes = 0;
    for await (const chunk of stdout) {
      bytes += (chunk as Buffer).length;
      expect(stdout.listenerCount('close')).toBeLessThanOrEqual(stdout.getMaxListeners());
      if (bytes === 40 * FULL_BUFFER) break;
    }
    streams.leave();
  });

  it('has left when one of its streams is not read any more', async () => {
    const { stdout, stderr } = await attachToContainer(store, addContainer({}), false);
    stdout.destroy();
    await once(stderr.resume(), 'end');
  });
});
