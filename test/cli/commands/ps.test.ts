import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import { KeptContainers } from '../../fixtures/kept-containers.ts';

let kept: KeptContainers;
beforeEach(() => {
  kept = new KeptContainers();
  const init = identityOf(process.pid)!;
  kept.keep('a'.repeat(64), 'web', { status: 'running', init, createdAt: '2026-01-01T00:00:00Z' });
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

  it('prints its own columns where the format is empty', async () => {
    const usual = await kept.run('ps');
    expect(usual.stdout).toMatch(/^CONTAINER ID .*\naaaaaaaaaaaa .* web\n$/);
    expect(await kept.run('ps', '--format', '')).toEqual(usual);
  });
});
