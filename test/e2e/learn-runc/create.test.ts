import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { LEARN_RUNC, type OciRuntime } from '../../fixtures/oci-runtime.ts';
import { givenRuntime, ONE, reached, whyNoRuntime } from './given-runtime.ts';

let runtime: OciRuntime;

givenRuntime((given) => {
  runtime = given;
});

describe.skipIf(whyNoRuntime)(`learn-runc create${whyNoRuntime ? `: ${whyNoRuntime}` : ''}`, () => {
  it('tells a state when whoever makes the container is through', () => {
    runtime.configure(['sleep', '100']);
    const log = join(runtime.bundle, 'log');
    const words = ['--root', runtime.root, '--log', log];
    // No sleep: the first answer that there is, is what a caller goes by.
    const asked = `for n in 1 2 3 4 5 6 7 8 9; do "$0" "$@" state ${ONE} && break; done`;
    const script = `"$0" "$@" create ${ONE} >/dev/null & ${asked}; wait`;
    const { stdout } = spawnSync('sh', ['-c', script, LEARN_RUNC, ...words], {
      cwd: runtime.bundle,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(JSON.parse(stdout)).toMatchObject({ id: ONE, status: 'created' });
  });

  it('creates a container whose program begins when it is started', async () => {
    const begun = join(runtime.bundle, 'rootfs/tmp/begun');
    runtime.configure(['sh', '-c', 'touch /tmp/begun; exec sleep 100'], (config) => {
      config.root = { path: 'rootfs' };
    });
    expect(runtime.run('create', '--pid-file', 'pid', ONE).status).toBe(0);
    expect(runtime.state(ONE)).toMatchObject({
      ociVersion: '1.3.0',
      id: ONE,
      status: 'created',
      bundle: runtime.bundle,
      pid: Number(readFileSync(join(runtime.bundle, 'pid'), 'utf8')),
    });
    expect(existsSync(begun)).toBe(false);
    expect(runtime.run('start', ONE).status).toBe(0);
    await vi.waitFor(() => expect(existsSync(begun)).toBe(true), { timeout: 10_000 });
    expect(runtime.state(ONE)?.status).toBe('running');
    expect(runtime.run('kill', ONE, 'KILL').status).toBe(0);
    await reached(runtime, ONE, 'stopped');
    expect(runtime.run('delete', ONE).status).toBe(0);
    expect(runtime.state(ONE)).toBeUndefined();
  });

  it('keeps nothing of its own open in a program, and little while it waits for the start', () => {
    runtime.configure(['sleep', '100']);
    runtime.run('create', ONE);
    const descriptors = () => {
      const directory = `/proc/${runtime.state(ONE)!.pid}/fd`;
      return readdirSync(directory).map((fd) => readlinkSync(join(directory, fd)).replace(/\d+/, ''));
    };
    const streams = ['/dev/null', '/dev/null', '/dev/null'];
    expect(descriptors()).toEqual([...streams, 'pipe:[]', 'pipe:[]', 'pipe:[]', 'pipe:[]']);
    runtime.run('start', ONE);
    expect(descriptors()).toEqual(streams);
  });

  it.each([
    ['nosuch', 'executable file not found in $PATH'],
    ['/nosuch', 'no such file or directory'],
    ['/etc/passwd', 'permission denied'],
    ['/tmp', 'is a directory: permission denied'],
  ])('says why %s cannot be executed, and leaves nothing', (program, message) => {
    mkdirSync(join(runtime.bundle, 'rootfs/etc'), { recursive: true });
    writeFileSync(join(runtime.bundle, 'rootfs/etc/passwd'), '');
    runtime.configure([program]);
    expect(runtime.run('create', ONE)).toMatchObject({ status: 1, stderr: expect.stringContaining(message) });
    expect(runtime.ids()).toEqual([]);
  });

  it('takes an id once', () => {
    runtime.run('create', ONE);
    expect(runtime.run('create', ONE)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/container with (given )?(ID|id).* exists/i),
    });
    expect(runtime.state(ONE)?.status).toBe('created');
  });

  it('leaves a container alone that has taken the id of one whose creation then fails', async () => {
    const other = join(runtime.bundle, 'other');
    const learnRunc = `${LEARN_RUNC} --root ${runtime.root} --log /dev/null`;
    const usurp = `${learnRunc} delete --force ${ONE} && ${learnRunc} create --bundle ${other} ${ONE} <&- >&- 2>&-; exit 9`;
    runtime.configure(['sleep', '100'], (config) => {
      mkdirSync(other);
      writeFileSync(
        join(other, 'config.json'),
        JSON.stringify({ ...config, root: { path: join(runtime.bundle, 'rootfs') } }),
      );
      const env = [`PATH=${process.env.PATH}`, `HOME=${process.env.HOME}`];
      config.hooks = { createRuntime: [{ path: '/bin/sh', args: ['sh', '-c', usurp], env }] };
    });
    expect(runtime.run('create', ONE).status).toBe(1);
    runtime.run('start', ONE);
    await reached(runtime, ONE, 'running');
  });
});
