import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import { KeptContainers } from '../../fixtures/kept-containers.ts';

let kept: KeptContainers;
beforeEach(() => {
  kept = new KeptContainers();
  kept.keep('a'.repeat(64), 'web');
  kept.keep('a'.repeat(63).padEnd(64, 'b'), 'db');
});
afterEach(() => kept[Symbol.dispose]());

describe('learn-run rm', () => {
  it('says of one that is paused that it is, and not that it has to be stopped', async () => {
    const init = identityOf(process.pid)!;
    kept.keep('c'.repeat(64), 'held', { status: 'running', init, isPaused: true });
    const stderr = expect.stringContaining('container is paused and must be unpaused first');
    expect(await kept.run('rm', 'held')).toEqual({ code: 1, stdout: '', stderr });
  });

  it('keeps the container where its link is to be removed', async () => {
    const stderr = expect.stringContaining('cannot remove the link web: learn-run has no links');
    expect(await kept.run('rm', '--link', 'web')).toEqual({ code: 1, stdout: '', stderr });
    expect(kept.store.containers.list()).toHaveLength(2);
  });

  it('takes one that is not there for no failure where it is to insist, but not the beginning of several ids', async () => {
    const stderr = expect.stringContaining('multiple IDs found with provided prefix: aaa');
    expect(await kept.run('rm', '-f', 'aaa')).toEqual({ code: 1, stdout: '', stderr });
    expect(await kept.run('rm', '-f', 'nobody')).toMatchObject({ code: 0, stdout: '' });
    expect(kept.store.containers.list()).toHaveLength(2);
  });
});
