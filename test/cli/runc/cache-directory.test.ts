import { chmodSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cacheDirectory, idOutside } from '../../../cli/runc/cache-directory.ts';
import { isRoot } from '../../fixtures/privileges.ts';

const NOBODYS = 4_000_000;
const IN_TMP = `/tmp/learn-run-cache-${NOBODYS}`;

afterEach(() => rmSync(IN_TMP, { recursive: true, force: true }));

describe('the cache of learn-runc', () => {
  it('is the usual one, and below the runtime directory for root of a user namespace', () => {
    expect(cacheDirectory({ XDG_CACHE_HOME: '/c' }, 1000, true)).toBe('/c/learn-run');
    expect(cacheDirectory({ XDG_CACHE_HOME: '/c', XDG_RUNTIME_DIR: '/r' }, 0, true)).toBe('/r/learn-run-cache-0');
    expect(cacheDirectory({}, 0, false)).toBe('/var/cache/learn-run');
  });

  it('is named in /tmp after the id outside: in his own user namespace everybody is 0', () => {
    expect(idOutside(0, '         0       1000          1\n         1     100000      65536\n')).toBe(1000);
    expect(idOutside(7, '         0       1000          1\n         1     100000      65536\n')).toBe(100_006);
    expect(idOutside(1000, '')).toBe(1000);
  });

  it.skipIf(!isRoot)('is never a directory in /tmp that somebody else has made, or a link to one', () => {
    expect(() => cacheDirectory({}, NOBODYS, true)).toThrow('belongs to somebody else');
    rmSync(IN_TMP, { recursive: true });
    const elsewhere = mkdtempSync(join(tmpdir(), 'learn-run-elsewhere-'));
    chmodSync(elsewhere, 0o700);
    symlinkSync(elsewhere, IN_TMP);
    expect(() => cacheDirectory({}, NOBODYS, true)).toThrow('belongs to somebody else');
    rmSync(elsewhere, { recursive: true });
  });
});
