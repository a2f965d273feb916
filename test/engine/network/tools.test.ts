import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandRunner } from '../../../engine/network/command.ts';
import { mayStopForwarding, othersInterfaces } from '../../../engine/network/forwarding.ts';
import { Tools } from '../../../engine/network/tools.ts';
import { TOOL_DIRECTORIES } from '../../../engine/tool-environment.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-tools-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the tools of the host', () => {
  it('are looked for where only root installs, in this order, and never in the caller’s PATH', () => {
    for (const name of ['a', 'b']) mkdirSync(join(directory, name));
    writeFileSync(join(directory, 'a/nft'), '');
    for (const name of ['b/nft', 'b/ip']) writeFileSync(join(directory, name), '#!/bin/sh\n', { mode: 0o755 });
    chmodSync(join(directory, 'b/nft'), 0o755);
    const tools = new Tools(['a', 'b'].map((name) => join(directory, name)));
    expect(tools.find('nft')).toBe(join(directory, 'b/nft'));
    expect(tools.missing('ip', 'nft', 'pasta')).toEqual(['pasta']);
    expect(TOOL_DIRECTORIES.every((path) => path.startsWith('/'))).toBe(true);
  });

  it('are run with nothing of the caller’s environment, and their complaint is told', async () => {
    process.env.LEARN_RUN_TEST_SECRET = 'secret';
    const program = join(directory, 'ip');
    writeFileSync(program, '#!/bin/sh\nenv\necho no >&2\nexit 3\n', { mode: 0o755 });
    const runner = new CommandRunner();
    await expect(runner.run({ program, args: ['a b', 'c'] })).rejects.toMatchObject({ message: 'ip a b c failed: no' });
    writeFileSync(program, '#!/bin/sh\nenv\ncat\n', { mode: 0o755 });
    const output = await runner.run({ program, args: [], input: 'one\ntwo\n' });
    expect(output).toMatch(/one\ntwo\n$/);
    expect(output).not.toContain('secret');
    expect(runner.records.at(-1)).toEqual({ command: 'ip', input: ['one', 'two'] });
    delete process.env.LEARN_RUN_TEST_SECRET;
  });
});

describe('forwarding', () => {
  it('is guarded between what was there before, by names that are safe in a rule', () => {
    const names = ['lo', 'eth0', 'wlan0', 'learn-run0', 'a"b', 'x;y'];
    expect(othersInterfaces(names, (name) => name === 'learn-run0')).toEqual(['eth0', 'wlan0']);
  });

  it('stays on where somebody has come meanwhile', () => {
    expect(mayStopForwarding(['eth0'], ['eth0', 'veth123'])).toBe(true);
    expect(mayStopForwarding(['eth0'], [])).toBe(true);
    expect(mayStopForwarding(['eth0'], ['eth0', 'docker0'])).toBe(false);
  });
});
