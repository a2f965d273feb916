import { chownSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type OciRuntime, withoutTerminalGroup } from '../../fixtures/oci-runtime.ts';
import { ORDINARY_USER, whyNoOrdinaryUser } from '../../fixtures/users.ts';
import { givenRuntime, ONE, whyNoRuntime } from './given-runtime.ts';

let runtime: OciRuntime;

givenRuntime((given) => {
  runtime = given;
});

/** Makes the user the owner of the bundle, and of where states are kept. */
function giveTo({ uid, gid }: typeof ORDINARY_USER): void {
  for (const directory of [runtime.bundle, join(runtime.bundle, 'rootfs'), runtime.root])
    chownSync(directory, uid, gid);
}

/** What makes a command an ordinary user's, after which the bundle is his. */
function asOrdinaryUser(): [string, ...string[]] {
  const { uid, gid } = ORDINARY_USER;
  giveTo(ORDINARY_USER);
  const home = ['env', `HOME=${runtime.bundle}`, `XDG_CACHE_HOME=${runtime.bundle}`];
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--', ...home];
}

describe.skipIf(whyNoRuntime)(`learn-runc of an ordinary user${whyNoRuntime ? `: ${whyNoRuntime}` : ''}`, () => {
  it.skipIf(whyNoOrdinaryUser)(
    `makes a user namespace for an ordinary user who has asked for none${whyNoOrdinaryUser ? `: ${whyNoOrdinaryUser}` : ''}`,
    () => {
      runtime.configure(['cat', '/proc/self/uid_map'], (config) => {
        withoutTerminalGroup(config);
      });
      const { uid } = ORDINARY_USER;
      expect(runtime.runUnder(asOrdinaryUser(), 'run', ONE)).toMatchObject({
        stderr: '',
        stdout: expect.stringMatching(new RegExp(`^ +0 +${uid} +1\\n$`)),
      });
    },
  );

  it.skipIf(whyNoOrdinaryUser)(
    `keeps its files apart for who is root of a user namespace only, as with podman${whyNoOrdinaryUser ? `: ${whyNoOrdinaryUser}` : ''}`,
    () => {
      runtime.configure(['sh', '-c', 'exit 7'], (config) => {
        withoutTerminalGroup(config);
      });
      const { uid, gid } = ORDINARY_USER;
      giveTo(ORDINARY_USER);
      const asUser = [
        `--reuid=${uid}`,
        `--regid=${gid}`,
        '--clear-groups',
        '--',
        'unshare',
        '--map-root-user',
        '--mount',
      ];
      const withHome = ['env', '-u', 'HOME', `XDG_RUNTIME_DIR=${runtime.bundle}`];
      expect(runtime.runUnder(['setpriv', ...asUser, ...withHome], 'run', ONE)).toMatchObject({
        status: 7,
        stderr: '',
      });
      expect(existsSync(join(runtime.bundle, 'learn-run-cache-0'))).toBe(true);
    },
  );

  it.skipIf(whyNoOrdinaryUser)(
    `shows an ordinary user's container the host's cgroups to be read only, each hierarchy of them${whyNoOrdinaryUser ? `: ${whyNoOrdinaryUser}` : ''}`,
    () => {
      runtime.run('spec', '--rootless', '--bundle', runtime.bundle);
      runtime.configure(['grep', ' /sys/fs/cgroup', '/proc/self/mountinfo'], (config) => {
        config.linux.namespaces = config.linux.namespaces.filter(({ type }) => type !== 'cgroup');
        config.linux.uidMappings = config.linux.gidMappings = undefined;
        withoutTerminalGroup(config);
      });
      const { stdout, stderr } = runtime.runUnder(asOrdinaryUser(), 'run', ONE);
      // What lies below the last mount of the directory itself; those before it are covered by that.
      const seen = stdout.slice(stdout.lastIndexOf(' /sys/fs/cgroup ')).trimEnd().split('\n');
      expect([seen.filter((line) => !/ \/sys\/fs\/cgroup\S* ro,nosuid,nodev,noexec/.test(line)), stderr]).toEqual([
        [],
        '',
      ]);
      expect(stdout).toContain(' /sys/fs/cgroup ');
    },
  );

  it.skipIf(whyNoOrdinaryUser)(
    `warns an ordinary user of a container whose processes nothing holds together${whyNoOrdinaryUser ? `: ${whyNoOrdinaryUser}` : ''}`,
    () => {
      const warned = (without: string) => {
        runtime.run('spec', '--rootless', '--bundle', runtime.bundle);
        runtime.configure(['sh', '-c', 'exit 7'], (config) => {
          config.linux.namespaces = config.linux.namespaces.filter(({ type }) => type !== without);
          config.linux.uidMappings = config.linux.gidMappings = undefined;
          const mounts = config.mounts as { type: string }[];
          // The host's processes are for the host's root to show.
          config.mounts = mounts.filter(({ type }) => type !== 'proc');
          withoutTerminalGroup(config);
        });
        const { status, stderr } = runtime.runUnder(asOrdinaryUser(), 'run', ONE);
        return [status, stderr.includes('neither a cgroup nor a pid namespace of its own')];
      };
      expect([warned('none'), warned('pid')]).toEqual([
        [7, false],
        [7, true],
      ]);
    },
  );
});
