import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { whyNoContainers } from '../../fixtures/privileges.ts';

const moduleOf = (name: string) => JSON.stringify(new URL(`../../../engine/runtime/${name}`, import.meta.url).href);

/** Removes the directory that it is given, and goes on where somebody presses Ctrl-C. */
const SCRIPT = `
  import { removeInUserNamespace } from ${moduleOf('remove-in-user-namespace.ts')};
  import { ownIdMappings } from ${moduleOf('user-namespace.ts')};
  process.on('SIGINT', () => {});
  console.log('ready');
  await removeInUserNamespace(process.argv[1], ownIdMappings());`;

/** So many directories that nobody has removed them all in the moment in which the first is gone. */
const TREE = 3000;

const reason = whyNoContainers ? `: ${whyNoContainers}` : '';
it.skipIf(whyNoContainers)(
  `is gone through with where somebody presses Ctrl-C at the terminal meanwhile${reason}`,
  async () => {
    const base = mkdtempSync(join(tmpdir(), 'learn-run-remove-'));
    const directory = join(base, 'tree');
    for (let count = 0; count < TREE; count++) {
      mkdirSync(join(directory, String(count)), { recursive: true });
      writeFileSync(join(directory, String(count), 'file'), '');
    }
    // A process group of its own, as a shell gives to each command.
    const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, directory], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    await vi.waitFor(() => expect(readdirSync(directory).length).toBeLessThan(TREE), { timeout: 20_000, interval: 1 });
    process.kill(-child.pid!, 'SIGINT');
    const [code] = await ended;
    expect([code, existsSync(directory)]).toEqual([0, false]);
    rmSync(base, { recursive: true, force: true });
  },
);
