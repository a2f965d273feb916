import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBusyboxBundle } from '../fixtures/bundle.ts';
import { LEARN_RUNC } from '../fixtures/oci-runtime.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';

const why = whyNoContainers ?? (isRoot ? whyNo('podman', 'podman') : 'needs root');
/** Podman's own default is more than the hard limits of some hosts. */
const OPTIONS = ['--network', 'none', '--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1000:1000'];
const IMAGE = 'localhost/learn-runc-test';

let base: string;
let bundle: string;

/** Podman with a store of its own. */
function podman(...words: readonly string[]) {
  const own = ['--root', join(base, 'root'), '--runroot', join(base, 'run'), '--tmpdir', join(base, 'tmp')];
  const args = [...own, '--storage-driver', 'vfs', '--cgroup-manager', 'cgroupfs', '--events-backend', 'file'];
  const { status, stdout, stderr } = spawnSync('podman', [...args, '--runtime', LEARN_RUNC, ...words], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

beforeAll(() => {
  if (why) return;
  base = mkdtempSync(join(tmpdir(), 'learn-runc-podman-'));
  bundle = makeBusyboxBundle();
  const archive = join(base, 'image.tar');
  spawnSync('tar', ['-C', join(bundle, 'rootfs'), '-cf', archive, '.']);
  expect(podman('import', archive, IMAGE).status).toBe(0);
});
afterAll(() => {
  if (why) return;
  podman('rm', '--all', '--force', '--time', '0');
  podman('rmi', '--all', '--force');
  rmSync(base, { recursive: true, force: true });
  rmSync(bundle, { recursive: true });
});

const run = (...words: readonly string[]) => podman('run', ...OPTIONS, ...words);

describe.skipIf(why)(`podman with learn-runc${why ? `: ${why}` : ''}`, () => {
  it('runs a program, and hands on its output and exit code', () => {
    expect(run('--rm', IMAGE, 'sh', '-c', 'echo hello; exit 7')).toEqual({ status: 7, stdout: 'hello\n', stderr: '' });
  });

  it.each([
    ['/nosuch', 127],
    ['nosuch', 127],
    ['/tmp', 126],
  ])('takes the words about %s for the exit code %i', (program, code) => {
    expect(run('--rm', IMAGE, program).status).toBe(code);
  });

  it('gives the program a terminal', () => {
    expect(run('--rm', '--tty', IMAGE, 'tty').stdout).toBe('/dev/pts/0\r\n');
  });

  it('executes further programs in a container that runs in the background, stops and removes it', () => {
    expect(run('--detach', '--name', 'one', IMAGE, 'sleep', '1000').status).toBe(0);
    expect(podman('ps', '--format', '{{.Names}} {{.Command}}').stdout).toBe('one sleep 1000\n');
    expect(podman('exec', 'one', 'sh', '-c', 'echo in $$; exit 4')).toMatchObject({
      status: 4,
      stdout: expect.stringMatching(/^in \d+\n$/),
    });
    expect(podman('pause', 'one').status).toBe(0);
    expect(podman('unpause', 'one').status).toBe(0);
    expect(podman('stop', '--time', '0', 'one').status).toBe(0);
    expect(podman('ps', '--all', '--format', '{{.Status}}').stdout).toMatch(/^Exited \(137\)/);
    expect(podman('rm', 'one').status).toBe(0);
  });
});
