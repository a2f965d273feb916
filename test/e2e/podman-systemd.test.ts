import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeBusyboxBundle } from '../fixtures/bundle.ts';
import { LEARN_RUNC } from '../fixtures/oci-runtime.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';
import type { OtherUser } from '../fixtures/sandbox.ts';
import { SystemdHost, whyNoSystemd } from '../fixtures/systemd-host.ts';
import { ORDINARY_USER } from '../fixtures/users.ts';

const why = whyNoContainers ?? whyNoSystemd ?? whyNo('podman', 'podman');
/** Podman's own default is more than the hard limits of some hosts, and no controller of this one is bound to v2. */
const OPTIONS = [
  '--log-driver',
  'k8s-file',
  '--network',
  'none',
  '--ulimit',
  'nofile=1024:1024',
  '--ulimit',
  'nproc=1000:1000',
  '--pids-limit=-1',
];
const USERS: [string, OtherUser | undefined][] = [
  ['root', undefined],
  ['an ordinary user', ORDINARY_USER],
];
const IMAGE = 'localhost/learn-runc-test';

const UNITS = ['systemctl', 'list-units', '--plain', '--no-legend', 'libpod-*.scope'];

describe.skipIf(why).each(USERS)(
  `podman --cgroup-manager systemd with learn-runc, as %s${why ? `: ${why}` : ''}`,
  (_, user) => {
    let host: SystemdHost;
    let base: string;
    let bundle: string;

    /** Podman with a store of its own, as it is set up on a host with systemd. */
    function podman(...words: readonly string[]) {
      const own = ['--root', join(base, 'root'), '--runroot', join(base, 'run'), '--tmpdir', join(base, 'tmp')];
      const manager = ['--storage-driver', 'vfs', '--cgroup-manager', 'systemd', '--events-backend', 'file'];
      return host.run(['podman', ...own, ...manager, '--runtime', LEARN_RUNC, ...words], user && { user });
    }

    beforeAll(async () => {
      host = await SystemdHost.open();
      base = mkdtempSync(join(tmpdir(), 'learn-runc-podman-'));
      bundle = makeBusyboxBundle();
      if (user) chownSync(base, user.uid, user.gid);
      const archive = join(base, 'image.tar');
      spawnSync('tar', ['-C', join(bundle, 'rootfs'), '--owner=0', '--group=0', '-cf', archive, '.']);
      expect(podman('import', archive, IMAGE)).toMatchObject({ status: 0 });
    }, 60_000);
    afterAll(async () => {
      podman('rm', '--all', '--force', '--time', '0');
      podman('rmi', '--all', '--force');
      await host[Symbol.asyncDispose]();
      rmSync(base, { recursive: true, force: true });
      rmSync(bundle, { recursive: true });
    });

    const run = (...words: readonly string[]) => podman('run', ...OPTIONS, ...words);
    const units = () => host.run(user ? [UNITS[0]!, '--user', ...UNITS.slice(1)] : UNITS, user && { user }).stdout;

    it('runs a program, and hands on its output and exit code', () => {
      expect(run('--rm', IMAGE, 'sh', '-c', 'echo hello; exit 7')).toEqual({
        status: 7,
        stdout: 'hello\n',
        stderr: '',
      });
      expect(units()).toBe('');
    });

    it('has a scope for a container in the background, executes in it, and none when it is removed', async () => {
      const { stdout } = run('--detach', '--name', 'one', IMAGE, 'sleep', '1000');
      const id = stdout.trim();
      expect(units()).toMatch(
        new RegExp(`^libpod-${id}\\.scope +loaded active running learn-runc container ${id}$`, 'm'),
      );
      expect(podman('exec', 'one', 'cat', '/proc/self/cgroup').stdout).toMatch(/^0::\/$/m);
      expect(podman('top', 'one', 'args').stdout).toContain('sleep 1000');
      expect(podman('rm', '--force', '--time', '0', 'one')).toMatchObject({ status: 0, stderr: '' });
      await vi.waitFor(() => expect(units()).toBe(''), 15_000);
    });

    it('runs a container in the slice of a pod', () => {
      expect(podman('pod', 'create', '--infra=false', '--name', 'pod').status).toBe(0);
      const { stdout, status } = run('--rm', '--pod', 'pod', '--cgroupns', 'host', IMAGE, 'cat', '/proc/self/cgroup');
      expect({ stdout, status }).toEqual({ status: 0, stdout: expect.stringMatching(/\/libpod-\w+\.scope$/m) });
    });
  },
);
