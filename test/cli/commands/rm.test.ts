import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeptContainers } from '../../fixtures/kept-containers.ts';

let kept: KeptContainers;
beforeEach(() => {
  kept = new KeptContainers();
  kept.keep('a'.repeat(64), 'web');
  kept.keep('a'.repeat(63).padEnd(64, 'b'), 'db');
});
afterEach(() => kept[Symbol.dispose]());

describe('learn-run rm', () => {
  it('takes one that is not there for no failure where it is to insist, but not the beginning of several ids', async () => {
    const stderr = expect.stringContaining('multiple IDs found with provided prefix: aaa');
    expect(await kept.run('rm', '-f', 'aaa')).toEqual({ code: 1, stdout: '', stderr });
    expect(await kept.run('rm', '-f', 'nobody')).toMatchObject({ code: 0, stdout: '' });
    expect(kept.store.containers.list()).toHaveLength(2);
  });
});
