import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { showAddress } from '../../../cli/inspector/show-address.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

const ADDRESS = `http://127.0.0.1:4000/#${'t'.repeat(43)}`;

/** A machine on which a browser that is opened writes down with what. */
function machine(env: Record<string, string>, uid = 1000) {
  const directory = mkdtempSync(join(tmpdir(), 'learn-run-browser-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const log = join(directory, 'log');
  writeFileSync(
    join(directory, 'xdg-open'),
    `#!/bin/sh\nprintf '%s\\n' "$@" >"${log}.new"; mv "${log}.new" "${log}"\n`,
  );
  chmodSync(join(directory, 'xdg-open'), 0o755);
  const io = { ...capturedIo(), uid, env: { PATH: `${directory}:/usr/bin:/bin`, ...env } };
  const opened = () => (readdirSync(directory).includes('log') ? readFileSync(log, 'utf8').trim() : undefined);
  return { io, opened };
}

describe('the address of an inspector', () => {
  it('is one line on stderr', () => {
    const { io } = machine({});
    showAddress(ADDRESS, true, io);
    expect(io.stderr.text()).toBe(`Inspector: ${ADDRESS}\n`);
  });

  it('I04: is opened in a browser by way of a file that only its owner can read, and that goes away', async () => {
    const { io, opened } = machine({ DISPLAY: ':0' });
    const browser = showAddress(ADDRESS, true, io);
    await vi.waitFor(() => expect(opened()).toBeDefined(), 15_000);
    const file = opened()!;
    expect(file).not.toContain('#');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain(`url=${ADDRESS}"`);
    browser.forget();
    browser.forget();
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
  });

  it.each([
    ['without a screen', {}, 1000, true],
    ['as root', { DISPLAY: ':0' }, 0, true],
    ['over ssh', { DISPLAY: ':0', SSH_CONNECTION: 'x' }, 1000, true],
    ['in a pipe', { DISPLAY: ':0' }, 1000, false],
  ])('is not opened %s', (_, env, uid, isInteractive) => {
    const { io } = machine(env as Record<string, string>, uid);
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('learn-run-inspector-'));
    showAddress(ADDRESS, isInteractive, io);
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith('learn-run-inspector-'));
    expect(after).toEqual(before);
  });

  it('is printed all the same where there is no browser to open', async () => {
    const { io } = machine({ DISPLAY: ':0', PATH: '/nowhere' });
    const browser = showAddress(ADDRESS, true, io);
    await new Promise((resolve) => setImmediate(resolve));
    browser.forget();
    expect(io.stderr.text()).toContain(ADDRESS);
  });
});
