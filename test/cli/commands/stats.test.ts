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

  it('has a row for each word, with the word and the whole id where that is asked for', async () => {
    const id = 'f'.repeat(64);
    kept.keep('e'.repeat(64), 'first');
    kept.keep(id, 'abc');
    const format = '{{.Container}} {{.Name}} {{.ID}}';
    const { stdout } = await kept.run('stats', '--no-stream', '--no-trunc', '--format', format, 'fff', 'first', 'abc');
    expect(stdout).toBe(`fff abc ${id}\nfirst first ${'e'.repeat(64)}\nabc abc ${id}\n`);
  });
});
