import { expect, it } from 'vitest';
import { KeptContainers } from '../../fixtures/kept-containers.ts';

it('tells that a container has no mounts which was given up before it had any', async () => {
  using kept = new KeptContainers();
  kept.keep('a'.repeat(64), 'one');
  expect(await kept.run('inspect', '-f', '{{json .Mounts}}', 'one')).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
});
