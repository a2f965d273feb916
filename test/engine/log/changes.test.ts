import { getEventListeners } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Changes } from '../../../engine/log/changes.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-changes-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('changes in a directory', () => {
  it('leave nothing behind at the signal that would have ended the wait for them', async () => {
    const changes = new Changes(directory);
    const { signal } = new AbortController();
    for (const name of ['one', 'two', 'three']) {
      const change = changes.next(signal);
      writeFileSync(join(directory, name), '');
      await change;
    }
    changes.close();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
