import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Root } from '../../../../engine/runtime/init/in-root.ts';
import { makeTerminal } from '../../../../engine/runtime/init/terminal.ts';
import { linuxSyscalls } from '../../../../engine/syscall/linux.ts';
import { recordingSyscalls } from '../../../../engine/syscall/recording.ts';

let directory: string;
let root: Root;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-terminal-'));
  mkdirSync(join(directory, 'dev'));
  root = new Root(linuxSyscalls(), directory);
});
afterEach(() => {
  root.close();
  rmSync(directory, { recursive: true });
});

/** What making a terminal there ends with, and the kernel calls that were made besides opening files. */
function attempt() {
  const { syscalls, calls } = recordingSyscalls();
  return { failing: () => makeTerminal(syscalls, root), calls };
}

describe('makeTerminal', () => {
  it('refuses a /dev/pts that is an ordinary directory, where ptmx could be anything', () => {
    mkdirSync(join(directory, 'dev/pts'));
    symlinkSync('/dev/ptmx', join(directory, 'dev/pts/ptmx'));
    const { failing, calls } = attempt();
    expect(failing).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(failing).toThrow('devpts');
    expect(calls).toEqual([]);
  });

  it("refuses a /dev/pts that is a link, even to the host's own", () => {
    symlinkSync('/dev/pts', join(directory, 'dev/pts'));
    const { failing, calls } = attempt();
    expect(failing).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(calls).toEqual([]);
  });

  it('says what is missing where there is no /dev/pts at all', () => {
    expect(attempt().failing).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });
});
