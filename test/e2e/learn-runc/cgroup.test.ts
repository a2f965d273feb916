import { describe, expect, it } from 'vitest';
import { type OciRuntime, ownId } from '../../fixtures/oci-runtime.ts';
import { givenRuntime, ONE, whyNoRuntime } from './given-runtime.ts';

let runtime: OciRuntime;

givenRuntime((given) => {
  runtime = given;
});

/** Has a command see nothing of the host's hierarchies but the unified one. */
const ONLY_V2: [string, ...string[]] = [
  'unshare',
  '-m',
  'sh',
  '-c',
  'umount -l /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup && exec "$0" "$@"',
];

describe.skipIf(whyNoRuntime)(
  `the cgroup of a container of learn-runc${whyNoRuntime ? `: ${whyNoRuntime}` : ''}`,
  () => {
    it("keeps to the unified hierarchy where it was mounted over the host's", () => {
      runtime.configure(['sh', '-c', 'exit 7']);
      const covered = 'mount -t cgroup2 none /sys/fs/cgroup && exec "$0" "$@"';
      const result = runtime.runUnder(['unshare', '-m', 'sh', '-c', covered], 'run', ONE);
      expect(result).toEqual({ stdout: '', stderr: '', status: 7 });
    });

    it('shows its own cgroup, and no other, also where the host has shown its own there', () => {
      const own = { destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup', options: ['ro'] };
      const sys = { destination: '/sys', type: 'bind', source: '/sys', options: ['rbind', 'ro'] };
      runtime.configure(['sh', '-c', 'ls -d /sys/fs/cgroup/ /sys/fs/cgroup/*/'], (config) => {
        config.linux.namespaces.push({ type: 'cgroup' });
        Object.assign(config, {
          mounts: [
            ...(config.mounts as { destination: string }[]).filter(
              ({ destination }) => !destination.startsWith('/sys'),
            ),
            sys,
            own,
          ],
        });
      });
      expect(runtime.runUnder(ONLY_V2, 'run', ONE)).toMatchObject({ stdout: '/sys/fs/cgroup/\n' });
    });

    it('mounts cgroup v2 where that is asked for, also where the host has the old hierarchies as well', () => {
      runtime.configure(['sh', '-c', 'grep " /mnt" /proc/self/mountinfo | sed "s/.* - //"'], (config) => {
        (config.mounts as object[]).push({ destination: '/mnt', type: 'cgroup2', source: 'two', options: ['ro'] });
      });
      expect(runtime.run('run', ONE).stdout).toMatch(/^cgroup2 two [^\n]*\n$/);
    });

    it('shows the whole hierarchy of cgroup v2 to a container without a cgroup namespace', () => {
      runtime.configure(['grep', ' /sys/fs/cgroup ', '/proc/self/mountinfo'], (config) => {
        config.linux.namespaces = config.linux.namespaces.filter(({ type }) => type !== 'cgroup');
      });
      const { stdout, stderr } = runtime.runUnder(ONLY_V2, 'run', ONE);
      // Which directory is mounted, proc_pid_mountinfo(5): the paths of /proc/PID/cgroup begin there.
      expect([stdout.split(' ')[3], stderr]).toEqual(['/', '']);
    });

    it('shows its own cgroup to a container that may not mount the hierarchy of cgroup v2', () => {
      const own = `/${ownId('own')}`;
      runtime.configure(['grep', ' /sys/fs/cgroup ', '/proc/self/mountinfo'], (config) => {
        const everybody = [{ containerID: 0, hostID: 0, size: 65536 }];
        config.linux.namespaces = config.linux.namespaces.filter(({ type }) => type !== 'cgroup');
        config.linux.namespaces.push({ type: 'user' });
        Object.assign(config.linux, { cgroupsPath: own, uidMappings: everybody, gidMappings: everybody });
      });
      const { stdout, stderr } = runtime.runUnder(ONLY_V2, 'run', ONE);
      expect([stdout.split(' ')[3], stderr]).toEqual([own, '']);
    });

    it('refuses a cgroupsPath that is one for systemd', () => {
      runtime.configure(['id'], (config) => {
        config.linux.cgroupsPath = 'system.slice:learn-runc:one';
      });
      expect(runtime.run('run', ONE)).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('slice:prefix:name'),
      });
      expect(runtime.ids()).toEqual([]);
    });

    it('refuses a cgroup in which something runs, and leaves that alone', () => {
      runtime.configure(['sleep', '100'], (config) => {
        config.linux.cgroupsPath = `/${ownId('shared')}`;
      });
      runtime.run('run', '-d', ONE);
      expect(runtime.run('create', ownId('two'))).toMatchObject({
        status: 1,
        stderr: expect.stringContaining("container's cgroup is not empty"),
      });
      expect(runtime.state(ONE)?.status).toBe('running');
      expect(runtime.ids()).toEqual([ONE]);
    });
  },
);
