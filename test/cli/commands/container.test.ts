import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeptContainers } from '../../fixtures/kept-containers.ts';

const [WEB, DB] = ['a'.repeat(64), 'b'.repeat(64)];

let kept: KeptContainers;
beforeEach(() => {
  kept = new KeptContainers();
  kept.keep(WEB, 'web', { labels: { color: 'red' }, createdAt: '2026-01-01T00:00:00Z' });
  kept.keep(DB, 'db', { createdAt: new Date().toISOString() });
  const upper = join(kept.store.containers.directoryOf(WEB), 'upper');
  mkdirSync(upper);
  writeFileSync(join(upper, 'data'), 'x'.repeat(1500));
});
afterEach(() => kept[Symbol.dispose]());

describe('learn-run container prune', () => {
  it('removes what has ended, and says how much room that has made', async () => {
    const { code, stdout } = await kept.run('container', 'prune', '--force');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Deleted Containers:\n((a{64}|b{64})\n){2}\nTotal reclaimed space: 1\.5kB\n$/);
    expect(await kept.run('container', 'prune', '-f')).toEqual({
      code: 0,
      stdout: 'Total reclaimed space: 0B\n',
      stderr: '',
    });
  });

  it.each([
    [['--filter', 'label=color'], WEB],
    [['--filter', 'label!=color'], DB],
    [['--filter', 'until=10m'], WEB],
  ])('removes only what %j mean', async (words, gone) => {
    expect((await kept.run('container', 'prune', '-f', ...words)).stdout).toMatch(`Deleted Containers:\n${gone}\n\nT`);
    expect(kept.store.containers.list()).toHaveLength(1);
  });

  it('refuses a filter before it asks', async () => {
    const { code, stdout, stderr } = await kept.run('container', 'prune', '--filter', 'until=x');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain("invalid filter 'until=x'");
  });
});
