import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../io.ts';

/** A browser that may have been opened. */
export interface OpenedBrowser {
  /** Removes what led it to the page. Idempotent. */
  forget(): void;
}

/**
 * Prints where the inspector is, and opens it where a person sits at a screen with a browser. The address holds a token:
 * it must not stand among the arguments of a process, where every user can read it, so the browser is handed a file.
 */
export function showAddress(address: string, isInteractive: boolean, io: Io): OpenedBrowser {
  io.stderr.write(`Inspector: ${address}\n`);
  if (!isInteractive || !hasBrowser(io)) return { forget() {} };
  const directory = mkdtempSync(join(tmpdir(), 'learn-run-inspector-'));
  const file = join(directory, 'open.html');
  writeFileSync(
    file,
    `<!doctype html><meta http-equiv="refresh" content="0;url=${address}"><title>learn-run</title>\n`,
    {
      mode: 0o600,
    },
  );
  // Where there is none after all, the address is on the terminal.
  spawn('xdg-open', [file], { detached: true, stdio: 'ignore', env: io.env })
    .on('error', () => {})
    .unref();
  return { forget: () => rmSync(directory, { recursive: true, force: true }) };
}

/** A screen that is this machine's own, and a user who browses: root should not, and over ssh it would be another's. */
function hasBrowser({ env, uid }: Pick<Io, 'env' | 'uid'>): boolean {
  const hasScreen = Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  return hasScreen && uid !== 0 && !env.SSH_CONNECTION && env.BROWSER !== 'none';
}
