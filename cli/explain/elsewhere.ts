import type { GivenFlag } from './command-line.ts';

/** What a flag comes to where we have no plan of it: the field of config.json and the kernel operation, in words. */
export interface Elsewhere {
  readonly field: string;
  readonly operation: string;
}

const TABLE = `
cgroup-parent | /linux/cgroupsPath | mkdir below that cgroup
cgroup-conf | /linux/resources/unified | writes the file of the cgroup
cgroups | /linux/cgroupsPath | none is made, or it is shared
env-host | /process/env | execve with all your variables
gidmap | /linux/gidMappings | unshare(CLONE_NEWUSER), then writes /proc/PID/gid_map
gpus | /hooks/prestart, /linux/devices | a hook makes the device nodes and mounts the libraries
hostuser | /mounts[/etc/passwd] | mount MS_BIND of a file with that line
http-proxy | /process/env | execve with http_proxy and its like
image-volume | /mounts | mount in the place of the volume
init | /process/args[0], /mounts[/sbin/docker-init] | mount MS_BIND of a small init of the host, which execve starts first
passwd | /mounts[/etc/passwd] | mount MS_BIND of a file with that line
passwd-entry | /mounts[/etc/passwd] | mount MS_BIND of a file with that line
personality | /linux/personality | personality(2)
pod | /linux/namespaces (paths) | setns into the namespaces of the pod
preserve-fds | nothing | the descriptors are not closed before execve
rdt-class | /linux/intelRdt | writes below /sys/fs/resctrl
read-only-tmpfs | /mounts[/tmp], [/run], [/var/tmp] | mount tmpfs
rootfs | /root/path | pivot_root into that directory, with no overlay
secret | /mounts[/run/secrets/…] | mount MS_BIND of a file in memory
shm-size-systemd | /mounts[/run] and its like | mount tmpfs with that size
subgidname | /linux/gidMappings | unshare(CLONE_NEWUSER), then newgidmap
subuidname | /linux/uidMappings | unshare(CLONE_NEWUSER), then newuidmap
systemd | /mounts[/run], [/sys/fs/cgroup], /process/env | mount tmpfs, and cgroup2 writable
storage-opt | nothing | a quota of the file system below
uidmap | /linux/uidMappings | unshare(CLONE_NEWUSER), then writes /proc/PID/uid_map
unsetenv-all | /process/env | execve with fewer variables
use-api-socket | /mounts[/var/run/docker.sock] | mount MS_BIND of the socket
userns | /linux/namespaces[user], /linux/uidMappings | unshare(CLONE_NEWUSER), then writes the maps
`;

const ELSEWHERE: ReadonlyMap<string, Elsewhere> = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => {
      const [flag, field = '', operation = ''] = line.split('|').map((cell) => cell.trim());
      return [`--${flag}`, { field, operation }];
    }),
);

/** What others make of the flag, as their documentation has it; undefined where nothing reaches config.json. */
export function elsewhere({ long, value }: Pick<GivenFlag, 'long' | 'value'>): Elsewhere | undefined {
  // That is no namespace, as by itself.
  return long === '--userns' && value === 'host' ? undefined : ELSEWHERE.get(long);
}
