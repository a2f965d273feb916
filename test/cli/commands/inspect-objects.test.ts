import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { KeptContainers } from '../../fixtures/kept-containers.ts';

it('tells that a container has no mounts which was given up before it had any', async () => {
  using kept = new KeptContainers();
  kept.keep('a'.repeat(64), 'one');
  expect(await kept.run('inspect', '-f', '{{json .Mounts}}', 'one')).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
});

it('tells how much a container has written where that is asked for', async () => {
  using kept = new KeptContainers();
  const id = 'a'.repeat(64);
  kept.keep(id, 'one', { snapshots: [`sha256:${'1'.repeat(64)}`] });
  const upper = join(kept.store.containers.directoryOf(id), 'upper');
  mkdirSync(upper);
  writeFileSync(join(upper, 'data'), 'x'.repeat(1500));
  for (const words of [
    ['inspect', '-s'],
    ['inspect', '--size'],
    ['container', 'inspect', '-s'],
  ]) {
    expect((await kept.run(...words, '-f', '{{.SizeRw}}', 'one')).stdout).toBe('1500\n');
    expect(JSON.parse((await kept.run(...words, 'one')).stdout)).toMatchObject([{ Id: id, SizeRw: 1500 }]);
  }
  expect((await kept.run('inspect', '-f', '{{.SizeRw}}', 'one')).code).toBe(1);
});
