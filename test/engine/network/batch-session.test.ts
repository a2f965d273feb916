import { describe, expect, it } from 'vitest';
import { BatchSession } from '../../../engine/network/batch-session.ts';
import { CommandRunner } from '../../../engine/network/command.ts';
import { isRoot } from '../../fixtures/privileges.ts';
import { whyNo } from '../../fixtures/programs.ts';

const why = whyNo('ip', 'iproute2');
// A network namespace of its own: nothing of this machine is touched.
const command = [
  'unshare',
  ...(isRoot ? [] : ['--user', '--map-root-user']),
  '--net',
  'ip',
  '-oneline',
  '-batch',
  '-',
] as const;
const session = () => new BatchSession([command[0], ...command.slice(1)]);

describe.skipIf(why)(`a session of ip${why ? `: ${why}` : ''}`, () => {
  it('has carried everything out when it says so, as often as it is asked', async () => {
    const runner = new CommandRunner();
    const ip = session();
    for (const n of [1, 2, 3]) await ip.run(`link add name b${n} type bridge\nlink set dev b${n} up\n`, runner);
    for (const n of [1, 2, 3]) await ip.run(`link delete dev b${n}\n`, runner);
    await ip.end();
    expect(runner.records).toHaveLength(6);
    expect(runner.records[0]!.input).toEqual(['link add name b1 type bridge', 'link set dev b1 up']);
  });

  it('says what went wrong, and is over then', async () => {
    const ip = session();
    await expect(ip.run('link delete dev nothing\n', new CommandRunner())).rejects.toMatchObject({
      code: 'NETWORK_TOOL_FAILED',
      complaint: expect.stringContaining('Cannot find device "nothing"'),
    });
    expect(ip.isOpen).toBe(false);
    await ip.end();
  });

  it('ends by itself when nobody asks any more', async () => {
    const ip = session();
    await ip.run('link set dev lo up\n', new CommandRunner());
    ip.endWhenIdle(1);
    await expect.poll(() => ip.isOpen).toBe(false);
  });

  it('is a failure where there is no such program', async () => {
    const ip = new BatchSession(['/nonexistent/ip', '-batch', '-']);
    await expect(ip.run('link show\n', new CommandRunner())).rejects.toMatchObject({ code: 'NETWORK_TOOL_FAILED' });
  });
});
