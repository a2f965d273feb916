import type { Mount, Namespace } from '../bundle/runtime-spec.ts';
import { OCI_VERSION } from './status.ts';

/** The user who is to be root inside. */
export interface RootlessUser {
  readonly uid: number;
  readonly gid: number;
}

const CAPABILITIES = ['CAP_AUDIT_WRITE', 'CAP_KILL', 'CAP_NET_BIND_SERVICE'];
const SAFE = ['nosuid', 'noexec', 'nodev'];

/**
 * A config.json to begin with: a shell in a root file system that lies beside it.
 *
 * @param hidesCgroup with a namespace of its own: cgroups of the first version are shown by a bind mount without one
 */
export function exampleConfig(rootless: RootlessUser | undefined, hidesCgroup: boolean): object {
  return {
    ociVersion: OCI_VERSION,
    process: {
      terminal: true,
      user: { uid: 0, gid: 0 },
      args: ['sh'],
      env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'TERM=xterm'],
      cwd: '/',
      capabilities: { bounding: CAPABILITIES, effective: CAPABILITIES, permitted: CAPABILITIES },
      rlimits: [{ type: 'RLIMIT_NOFILE', hard: 1024, soft: 1024 }],
      noNewPrivileges: true,
    },
    root: { path: 'rootfs', readonly: true },
    hostname: 'learn-runc',
    mounts: mounts(rootless !== undefined),
    linux: {
      ...(rootless && {
        uidMappings: [{ containerID: 0, hostID: rootless.uid, size: 1 }],
        gidMappings: [{ containerID: 0, hostID: rootless.gid, size: 1 }],
      }),
      ...(!rootless && { resources: { devices: [{ allow: false, access: 'rwm' }] } }),
      namespaces: namespaces(rootless !== undefined, hidesCgroup),
      maskedPaths: MASKED,
      readonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
    },
  };
}

const MASKED = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/sys/firmware',
  '/proc/scsi',
];

/** A network namespace that an ordinary user made would have nobody to connect it. */
function namespaces(isRootless: boolean, hidesCgroup: boolean): Namespace[] {
  const types = ['pid', 'ipc', 'uts', 'mount', isRootless ? 'user' : 'network'] as const;
  return [...types, ...(hidesCgroup ? (['cgroup'] as const) : [])].map((type) => ({ type }));
}

function mounts(isRootless: boolean): Mount[] {
  const mount = (destination: string, type: string, source: string, options: readonly string[]): Mount => ({
    destination,
    type,
    source,
    options,
  });
  // One id is mapped, and it is not that of the group tty.
  const ptsGroup = isRootless ? [] : ['gid=5'];
  return [
    mount('/proc', 'proc', 'proc', []),
    mount('/dev', 'tmpfs', 'tmpfs', ['nosuid', 'strictatime', 'mode=755', 'size=65536k']),
    mount('/dev/pts', 'devpts', 'devpts', [
      'nosuid',
      'noexec',
      'newinstance',
      'ptmxmode=0666',
      'mode=0620',
      ...ptsGroup,
    ]),
    mount('/dev/shm', 'tmpfs', 'shm', [...SAFE, 'mode=1777', 'size=65536k']),
    mount('/dev/mqueue', 'mqueue', 'mqueue', SAFE),
    isRootless
      ? mount('/sys', 'none', '/sys', ['rbind', ...SAFE, 'ro'])
      : mount('/sys', 'sysfs', 'sysfs', [...SAFE, 'ro']),
    mount('/sys/fs/cgroup', 'cgroup', 'cgroup', [...SAFE, 'relatime', 'ro']),
  ];
}
