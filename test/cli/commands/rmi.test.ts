import { appendFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../../cli/main.ts';
import { openStore } from '../../../engine/store/store.ts';
import { syscalls, temporaryDirectory, writeImage } from '../../engine/store/temporary-store.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

describe('learn-run rmi', () => {
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
