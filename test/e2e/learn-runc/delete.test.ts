import { describe, expect, it } from 'vitest';
import { type OciRuntime, ownId } from '../../fixtures/oci-runtime.ts';
import { whyNo } from '../../fixtures/programs.ts';
import { givenRuntime, gone, ONE, whyNoRuntime } from './given-runtime.ts';

let runtime: OciRuntime;

givenRuntime((given) => {
  runtime = given;
});

describe.skipIf(whyNoRuntime)(`learn-runc delete${whyNoRuntime ? `: ${whyNoRuntime}` : ''}`, () => {
  it('deletes what has not stopped by force only', async () => {
    runtime.run('create', ONE);
    const { pid } = runtime.state(ONE)!;
    expect(runtime.run('delete', ONE)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`cannot delete container ${ONE} that is not stopped: created`),
    });
    expect(runtime.run('delete', '--force', ONE).status).toBe(0);
    await gone(pid);
    expect(runtime.run('delete', '--force', ONE).status).toBe(0);
  });

  it('deletes all whose ids match an expression, as crun does, and no others', () => {
    runtime.configure(['sleep', '100']);
    for (const id of ['a1', 'a2', 'b1'].map(ownId)) expect(runtime.run('create', id).status).toBe(0);
    expect(runtime.run('delete', '--force', '--regex', '^a')).toEqual({ stdout: '', stderr: '', status: 0 });
    expect(runtime.ids()).toEqual([ownId('b1')]);
    expect(runtime.run('delete', '--regex', '(')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('invalid regular expression: ('),
    });
  });
});

const whyNoInjection = whyNoRuntime ?? whyNo('strace', 'strace');

describe.skipIf(whyNoInjection)(`learn-runc that is killed${whyNoInjection ? `: ${whyNoInjection}` : ''}`, () => {
  /** The calls of the main thread by which something is made: all of its own files, and cgroups, processes, requests to them. */
  const MOMENTS = [
    ...[1, 2, 3, 4].map((when) => `rename:signal=KILL:when=${when}`),
    ...[2, 3, 5, 12, 22].map((when) => `mkdir:signal=KILL:when=${when}`),
    ...[15, 40, 60, 70].map((when) => `write:signal=KILL:when=${when}`),
  ];

  it('at any of its calls leaves nothing that cannot be deleted by force', async () => {
    runtime.configure(['sleep', '100']);
    for (const moment of MOMENTS) {
      runtime.createUnder(['strace', '-qq', '-o', '/dev/null', '-e', `inject=${moment}`], ONE);
      const pid = runtime.state(ONE)?.pid;
      expect(runtime.run('delete', '--force', ONE), moment).toMatchObject({ status: 0, stderr: '' });
      expect(runtime.ids(), moment).toEqual([]);
      if (pid) await gone(pid);
    }
  }, 120_000);
});
