import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import { KeptContainers } from '../../fixtures/kept-containers.ts';

let kept: KeptContainers;
beforeEach(() => {
  kept = new KeptContainers();
  const init = identityOf(process.pid)!;
  const snapshots = [`sha256:${'1'.repeat(64)}`] as const;
  kept.keep('a'.repeat(64), 'web', { status: 'running', init, createdAt: '2026-01-01T00:00:00Z', snapshots });
  kept.keep('b'.repeat(64), 'old', { createdAt: '2026-01-02T00:00:00Z' });
  kept.keep('c'.repeat(64), 'new', { createdAt: '2026-01-03T00:00:00Z' });
});
afterEach(() => kept[Symbol.dispose]());

const names = async (...words: string[]) => (await kept.run('ps', '--format', '{{.Names}}', ...words)).stdout;

describe('learn-run ps', () => {
  it.each([
    [[], 'web\n'],
    [['-a'], 'new\nold\nweb\n'],
    [['-n', '2'], 'new\nold\n'],
    [['-l'], 'new\n'],
    [['-l', '-n', '2'], 'new\nold\n'],
    [['-n', '0'], 'web\n'],
    [['-n', '-2'], 'web\n'],
    [['-l', '-n', '-1'], 'new\n'],
  ])('lists with %j those that docker lists', async (words, listed) => {
    expect(await names(...words)).toBe(listed);
  });

  it('tells how much was written where somebody asks, each file once, and where that can be seen', async () => {
    const upper = join(kept.store.containers.directoryOf('a'.repeat(64)), 'upper');
    mkdirSync(join(upper, 'srv'), { recursive: true });
    writeFileSync(join(upper, 'srv/data'), 'x'.repeat(1500));
    linkSync(join(upper, 'srv/data'), join(upper, 'again'));
    expect((await kept.run('ps', '-a', '--format', '{{.Names}}: {{.Size}}')).stdout).toBe(
      'new: N/A\nold: N/A\nweb: 1.5kB\n',
    );
    expect((await kept.run('ps', '--size')).stdout).toMatch(/ NAMES +SIZE\n.* web +1.5kB\n$/);
    expect(JSON.parse((await kept.run('ps', '--format', 'json')).stdout)).toMatchObject({ Names: 'web', Size: '0B' });
  });

  it('prints its own columns where the format is empty', async () => {
    const usual = await kept.run('ps');
    expect(usual.stdout).toMatch(/^CONTAINER ID .*\naaaaaaaaaaaa .* web\n$/);
    expect(await kept.run('ps', '--format', '')).toEqual(usual);
  });
});
