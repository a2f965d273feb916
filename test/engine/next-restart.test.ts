import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextRestart } from '../../engine/next-restart.ts';
import { asksToStop, forgetStop, markStoppedByHand } from '../../engine/stopped-by-hand.ts';
import type { ContainerState, RestartPolicy } from '../../engine/store/container-state.ts';
import { identityOf } from '../../engine/syscall/process-identity.ts';
import { MANNER, RECORD } from '../fixtures/container-state.ts';

const OURS = identityOf(process.pid)!;
const START = Date.parse('2026-01-01T00:00:00Z');
let bundle: string;

beforeEach(() => {
  bundle = mkdtempSync(join(tmpdir(), 'learn-run-restart-'));
});
afterEach(() => rmSync(bundle, { recursive: true, force: true }));

type Name = RestartPolicy['name'];

function container(name: Name | undefined, more: Partial<ContainerState> = {}, maximumRetryCount = 0): ContainerState {
  return {
    ...RECORD,
    id: 'a'.repeat(64),
    status: 'running',
    bundle,
    supervisor: OURS,
    waker: OURS,
    manner: {
      ...MANNER,
      restart: name && { name, maximumRetryCount },
    },
    ...more,
  };
}

/** How it is started again that has run for so many milliseconds. */
const restartOf = (state: ContainerState, exitCode: number, ran = 100) =>
  nextRestart(state, { exitCode, time: START + ran });

describe('nextRestart', () => {
  it.each<[Name | undefined, boolean, boolean]>([
    [undefined, false, false],
    ['always', true, true],
    ['unless-stopped', true, true],
    ['on-failure', false, true],
  ])('of a container with the policy %s', (name, isAfterSuccess, isAfterFailure) => {
    expect(restartOf(container(name), 0) !== undefined).toBe(isAfterSuccess);
    expect(restartOf(container(name), 1) !== undefined).toBe(isAfterFailure);
  });

  it('comes as often as on-failure allows', () => {
    const tried = (count: number) => container('on-failure', { restarts: { count, delay: 100 } }, 2);
    expect(restartOf(container('on-failure', {}, 2), 1)?.count).toBe(1);
    expect(restartOf(tried(1), 1)?.count).toBe(2);
    expect(restartOf(tried(2), 1)).toBeUndefined();
  });

  it('comes after 100 ms, twice as long each time, and a minute at most', () => {
    const delays: number[] = [];
    let state = container('always');
    for (let count = 0; count < 12; count++) {
      const restarts = restartOf(state, 1)!;
      delays.push(restarts.delay);
      state = container('always', { restarts });
    }
    expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 51200, 60000, 60000]);
  });

  it('comes soon again after a run of ten seconds', () => {
    const state = container('always', { restarts: { count: 8, delay: 60_000 } });
    expect(restartOf(state, 1, 9_999)).toEqual({ count: 9, delay: 60_000 });
    expect(restartOf(state, 1, 10_000)).toEqual({ count: 9, delay: 100 });
  });

  it('never comes of one that was stopped by hand, until that is forgotten', () => {
    const state = container('always');
    markStoppedByHand(state);
    expect(restartOf(state, 1)).toBeUndefined();
    forgetStop(state);
    expect(restartOf(state, 1)).toBeDefined();
  });

  it('never comes of one that has not run, and where nobody is there to start it', () => {
    expect(restartOf(container('always', { status: 'created' }), 127)).toBeUndefined();
    expect(restartOf(container('always', { waker: { ...OURS, startTime: '1' } }), 1)).toBeUndefined();
  });
});

describe('a signal', () => {
  it.each<[signal: number | NodeJS.Signals, stopSignal: string | undefined, name: Name, expected: boolean]>([
    [1, undefined, 'always', true],
    [1, 'TERM', 'always', false],
    ['SIGHUP', 'TERM', 'on-failure', false],
    ['SIGTERM', '15', 'always', true],
    [15, 'SIGTERM', 'on-failure', true],
    [9, 'TERM', 'always', true],
    ['SIGKILL', 'TERM', 'always', true],
    [1, 'TERM', 'unless-stopped', true],
  ])('%s, where %s stops it and its policy is %s, asks it to stop: %s', (signal, stopSignal, name, expected) => {
    const state = container(name);
    expect(asksToStop({ ...state, manner: { ...state.manner!, stopSignal } }, signal)).toBe(expected);
  });
});

describe('a mark of a stop', () => {
  it('is put down for containers with a policy only, and not where they are gone', () => {
    markStoppedByHand(container(undefined));
    expect(restartOf(container('always'), 1)).toBeDefined();
    rmSync(bundle, { recursive: true });
    expect(() => markStoppedByHand(container('always'))).not.toThrow();
  });
});
