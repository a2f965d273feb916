import { describe, expect, it } from 'vitest';
import type { OciRuntime } from '../../fixtures/oci-runtime.ts';
import { givenRuntime, ONE, reached, whyNoRuntime } from './given-runtime.ts';

let runtime: OciRuntime;

givenRuntime((given) => {
  runtime = given;
});

describe.skipIf(whyNoRuntime)(`learn-runc kill and pause${whyNoRuntime ? `: ${whyNoRuntime}` : ''}`, () => {
  it('ends what waits for its start by an ordinary signal', async () => {
    runtime.configure(['sleep', '100']);
    runtime.run('create', ONE);
    runtime.run('kill', ONE, 'TERM');
    await reached(runtime, ONE, 'stopped');
    expect(runtime.run('start', ONE)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('cannot start a container that has stopped'),
    });
  });

  it('stops every process where it stands, and lets them go on', () => {
    runtime.configure(['sleep', '100']);
    runtime.run('run', '-d', ONE);
    expect(runtime.run('pause', ONE).status).toBe(0);
    expect(runtime.state(ONE)?.status).toBe('paused');
    expect(runtime.run('exec', ONE, 'true')).toMatchObject({
      status: 255,
      stderr: expect.stringContaining('cannot exec in a paused container'),
    });
    expect(runtime.run('resume', ONE).status).toBe(0);
    expect(runtime.state(ONE)?.status).toBe('running');
    expect(JSON.parse(runtime.run('ps', '--format', 'json', ONE).stdout)).toEqual([runtime.state(ONE)!.pid]);
    expect(runtime.run('list', '-q').stdout).toBe(`${ONE}\n`);
  });

  it('kills what is paused', async () => {
    runtime.configure(['sleep', '100']);
    runtime.run('run', '-d', ONE);
    runtime.run('pause', ONE);
    expect(runtime.run('kill', ONE, 'KILL').status).toBe(0);
    await reached(runtime, ONE, 'stopped');
  });
});
