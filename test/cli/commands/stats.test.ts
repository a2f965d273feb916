import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeptContainers } from '../../fixtures/kept-containers.ts';

let kept: KeptContainers;
beforeEach(() => {
  kept = new KeptContainers();
});
afterEach(() => kept[Symbol.dispose]());

describe('learn-run stats', () => {
  it('shows the container that every other command means by a name', async () => {
    kept.keep('abc'.padEnd(64, '0'), 'first');
    kept.keep('f'.repeat(64), 'abc');
    const { stdout, stderr } = await kept.run('stats', '--no-stream', '--format', '{{.Name}}', 'abc');
    expect({ stdout, stderr }).toEqual({ stdout: 'abc\n', stderr: '' });
  });
});
