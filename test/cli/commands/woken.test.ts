import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { woken } from '../../../cli/commands/woken.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

it('makes no home where it was removed with the container that was to be started again', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'learn-run-woken-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const home = join(directory, 'home');
  expect(await woken(['0'.repeat(64)], { ...capturedIo({ LEARN_RUN_HOME: home }), uid: 0 })).toBe(0);
  expect(existsSync(home)).toBe(false);
});
