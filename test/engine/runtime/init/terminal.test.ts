import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTerminal } from '../../../../engine/runtime/init/terminal.ts';
import type { Stub } from '../../../../engine/stub/stub.ts';
import { startStub } from '../../../fixtures/launcher.ts';

let directory: string;
let stub: Stub;
/** Names of the calls that were made. */
let calls: string[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-terminal-'));
  mkdirSync(join(directory, 'dev'));
  calls = [];
  stub = await startStub();
  stub.tracer = { before() {}, after: ({ name }) => calls.push(name) };
});
afterEach(() => {
  stub.close();
  rmSync(directory, { recursive: true });
});

describe('makeTerminal', () => {
  it('refuses a /dev/pts that is an ordinary directory, where ptmx could be anything', async () => {
    mkdirSync(join(directory, 'dev/pts'));
    symlinkSync('/dev/ptmx', join(directory, 'dev/pts/ptmx'));
    await expect(makeTerminal(stub, directory)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('devpts'),
    });
    expect(calls.filter((name) => name.startsWith('ioctl') || name === 'mount')).toEqual([]);
  });

  it("refuses a /dev/pts that is a link, even to the host's own", async () => {
    symlinkSync('/dev/pts', join(directory, 'dev/pts'));
    await expect(makeTerminal(stub, directory)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect(calls.filter((name) => name.startsWith('ioctl') || name === 'mount')).toEqual([]);
  });

  it('says what is missing where there is no /dev/pts at all', async () => {
    await expect(makeTerminal(stub, directory)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
