import { appendFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../../cli/main.ts';
import { openStore } from '../../../engine/store/store.ts';
import { syscalls, temporaryDirectory, writeImage } from '../../engine/store/temporary-store.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

describe('learn-run rmi', () => {
  it('removes those that are there, though one is not', async () => {
    const home = join(temporaryDirectory(), 'home');
    const store = openStore(home, { syscalls });
    const { index } = await writeImage(store);
    await store.images.put('docker.io/library/app:latest', index);
    const io = capturedIo({ LEARN_RUN_HOME: home });
    expect(await main(['rmi', '--no-prune', 'nobody', 'app', ':::'], io)).toBe(1);
    expect(io.stdout.text()).toMatch(/^Untagged: app:latest\nUntagged: app@sha256:[a-f0-9]{64}\nDeleted: /);
    expect(io.stderr.text()).toContain('No such image: nobody:latest');
    expect(io.stderr.text()).toContain('invalid reference format');
  });

  it('removes an image by its name, though documents of it and of another one are damaged', async () => {
    const home = join(temporaryDirectory(), 'home');
    const store = openStore(home, { syscalls });
    for (const seed of ['one', 'two']) {
      const { index } = await writeImage(store, seed);
      await store.images.put(`docker.io/library/${seed}:latest`, index);
      const path = store.content.pathOf(index.digest);
      chmodSync(path, 0o600);
      appendFileSync(path, 'damage');
    }
    for (const name of ['one', 'two']) {
      const io = capturedIo({ LEARN_RUN_HOME: home });
      const code = await main(['rmi', name], io);
      expect({ code, stderr: io.stderr.text() }).toEqual({ code: 0, stderr: '' });
      expect(io.stdout.text()).toContain(`Untagged: ${name}:latest\n`);
    }
  });
});
