import { describe, expect, it } from 'vitest';
import { processFrom } from '../../../../cli/runc/commands/exec-process.ts';
import type { Context } from '../../../../cli/runc/context.ts';
import { UsageMistake } from '../../../../cli/runc/errors.ts';
import type { Process } from '../../../../engine/bundle/runtime-spec.ts';
import { NO_PROCESS } from '../../../../engine/lifecycle/no-process.ts';

const OWN: Process = { ...NO_PROCESS, args: ['own'], env: ['A=1'], capabilities: { bounding: ['CAP_KILL'] } };

/** What becomes of the container's own process. */
function made(options: Readonly<Record<string, readonly string[]>>, args = ['one', 'true']): Process {
  const words = { options: new Map(Object.entries(options)), args };
  return processFrom(words, { cwd: '/' } as Context)(OWN);
}

describe('the process that exec runs', () => {
  it('is the own one of the container, but for its program and what is given for it', () => {
    expect(made({ env: ['B=2'], cwd: ['/tmp'] })).toEqual({ ...OWN, args: ['true'], env: ['A=1', 'B=2'], cwd: '/tmp' });
  });

  it('may have more capabilities, named in short or in full, but inherits none of them (CVE-2022-29162)', () => {
    expect(made({ cap: ['net_raw', 'CAP_CHOWN'] }).capabilities).toEqual({
      bounding: ['CAP_KILL', 'CAP_NET_RAW', 'CAP_CHOWN'],
      effective: ['CAP_NET_RAW', 'CAP_CHOWN'],
      permitted: ['CAP_NET_RAW', 'CAP_CHOWN'],
      ambient: [],
    });
  });

  it('has no user but a number: a name would have become user 0 (CVE-2026-30892)', () => {
    expect(made({ user: ['5:6'] }).user).toMatchObject({ uid: 5, gid: 6 });
    for (const user of ['root', '5:', '5:6:7', '-1', '4294967295'])
      expect(() => made({ user: [user] })).toThrow(UsageMistake);
  });

  it('needs a program', () => {
    expect(() => made({}, ['one'])).toThrow('process args cannot be empty');
  });
});
