import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeBusyboxBundle } from '../fixtures/bundle.ts';
import { LEARN_RUNC } from '../fixtures/oci-runtime.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';

const why =
  whyNoContainers ?? (isRoot ? (whyNo('dockerd', 'docker.io') ?? whyNo('docker', 'docker.io')) : 'needs root');
const IMAGE = 'learn-runc-test';

let base: string;
let bundle: string;
let daemon: ChildProcess;

function docker(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('docker', ['--host', `unix://${base}/socket`, ...words], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** A daemon that shares nothing with another one, makes no bridge, and leaves the host's rules and forwarding alone. */
function startDaemon(): ChildProcess {
  const own = ['--data-root', `${base}/data`, '--exec-root', `${base}/exec`, '--pidfile', `${base}/pid`];
  const network = ['--bridge', 'none', '--ip-forward=false', '--iptables=false', '--ip6tables=false'];
  const config = join(base, 'daemon.json');
  writeFileSync(config, JSON.stringify({ runtimes: { 'learn-runc': { path: LEARN_RUNC } } }));
  const args = [...own, ...network, '--config-file', config, '--host', `unix://${base}/socket`];
  return spawn('dockerd', [...args, '--storage-driver', 'vfs', '--cgroup-parent', '/learn-runc-docker'], {
    stdio: 'ignore',
  });
}

beforeAll(async () => {
  if (why) return;
  base = mkdtempSync(join(tmpdir(), 'lrc-docker-'));
  bundle = makeBusyboxBundle();
  daemon = startDaemon();
  await vi.waitFor(() => expect(docker('info').status).toBe(0), { timeout: 60_000, interval: 200 });
  const archive = join(base, 'image.tar');
  spawnSync('tar', ['-C', join(bundle, 'rootfs'), '-cf', archive, '.']);
  expect(docker('import', archive, IMAGE)).toMatchObject({ status: 0 });
}, 90_000);
afterAll(async () => {
  if (why) return;
  for (const id of docker('ps', '--all', '--quiet').stdout.split('\n').filter(Boolean)) docker('rm', '--force', id);
  daemon.kill();
  if (daemon.exitCode === null) await once(daemon, 'exit');
  for (const cgroup of globSync('/sys/fs/cgroup{,/*}/learn-runc-docker')) rmdirSync(cgroup);
  for (const mount of mountsBelow(base)) spawnSync('umount', [mount]);
  rmSync(base, { recursive: true, force: true });
  rmSync(bundle, { recursive: true });
}, 60_000);

function mountsBelow(directory: string): string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return lines.flatMap((line) => line.split(' ').slice(4, 5)).filter((path) => path.startsWith(`${directory}/`));
}

const run = (...words: readonly string[]) => docker('run', '--runtime', 'learn-runc', '--network', 'none', ...words);

describe.skipIf(why)(`docker with learn-runc${why ? `: ${why}` : ''}`, { timeout: 60_000 }, () => {
  it('runs a program, and hands on its output and exit code', () => {
    expect(run('--rm', IMAGE, 'sh', '-c', 'echo hello; exit 7')).toEqual({ status: 7, stdout: 'hello\n', stderr: '' });
  });

  it.each([
    ['/nosuch', 127],
    ['/tmp', 126],
  ])('takes the words about %s for the exit code %i', (program, code) => {
    expect(run('--rm', IMAGE, program).status).toBe(code);
  });

  it('executes further programs in a container that runs in the background, stops and removes it', () => {
    expect(run('--detach', '--name', 'one', IMAGE, 'sleep', '1000')).toMatchObject({ status: 0 });
    expect(docker('inspect', '--format', '{{.HostConfig.Runtime}} {{.State.Status}}', 'one').stdout).toBe(
      'learn-runc running\n',
    );
    expect(docker('exec', 'one', 'sh', '-c', 'exit 4').status).toBe(4);
    expect(docker('stop', '--time', '0', 'one').status).toBe(0);
    expect(docker('inspect', '--format', '{{.State.ExitCode}}', 'one').stdout).toBe('137\n');
    expect(docker('rm', 'one').status).toBe(0);
  });
});
