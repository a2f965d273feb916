import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OciRuntime } from '../../fixtures/oci-runtime.ts';
import { givenRuntime, whyNoRuntime } from './given-runtime.ts';

let runtime: OciRuntime;

givenRuntime((given) => {
  runtime = given;
});

describe.skipIf(whyNoRuntime)(`the command line of learn-runc${whyNoRuntime ? `: ${whyNoRuntime}` : ''}`, () => {
  it('knows one kind of log, and names the others that it does not', () => {
    expect(runtime.run('--log=journald:x', 'list')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('unknown log type journald'),
    });
    expect(runtime.run(`--log=file:${join(runtime.bundle, 'log')}`, 'list').status).toBe(0);
  });

  it.each([
    [['state', 'none'], 'container does not exist: \\"none\\"'],
    [['start', 'none'], 'container does not exist'],
    [['kill', 'none', 'TERM'], 'container does not exist'],
    [['delete', 'none'], 'container does not exist'],
    [['exec', 'none', 'true'], 'container does not exist'],
    [['state', '../etc'], 'invalid'],
    [['state'], 'requires exactly 1 argument'],
    [['frob'], 'unknown command'],
    [['state', '--frob', 'x'], 'flag'],
  ])('refuses %j', (words, message) => {
    const { status, stderr } = runtime.run(...words);
    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
  });

  it('writes its log as lines of JSON where it is told to', () => {
    const log = join(runtime.bundle, 'log');
    runtime.run('--log', log, '--log-format', 'json', 'start', 'none');
    expect(JSON.parse(readFileSync(log, 'utf8'))).toEqual({
      level: 'error',
      msg: expect.stringContaining('container does not exist: "none"'),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  it('tells what it can do as JSON', () => {
    const features = JSON.parse(runtime.run('features').stdout);
    expect(features).toMatchObject({ ociVersionMin: '1.0.0', ociVersionMax: '1.3.0' });
    expect(features.linux.namespaces).toContain('user');
  });
});
