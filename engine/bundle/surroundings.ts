import type { MountRequest } from './mount-request.ts';
import type { DeviceRule } from './runtime-spec.ts';

/** A line of /etc/hosts. */
export interface ExtraHost {
  readonly name: string;
  /** IPv4 or IPv6, or `HOST_GATEWAY`. */
  readonly address: string;
}

/** Stands for the address at which a container on the bridge reaches the host. Docker's word. */
export const HOST_GATEWAY = 'host-gateway';

/** A device node of the host, under the path that the container is to see it at. */
export interface DeviceRequest {
  readonly hostPath: string;
  readonly path: string;
  /** Some of `r`, `w` and `m` (mknod), for the cgroup's device rules. */
  readonly permissions: string;
}

/** Whose processes a container is told of, where not only of its own. */
export type PidMode = 'host' | `container:${string}`;

/**
 * Whose shared memory and queues a container sees: its own, which nobody joins, or others may (`shareable`); `none` of the
 * memory; the host's; another container's.
 */
export type IpcMode = 'private' | 'shareable' | 'none' | 'host' | `container:${string}`;

/** Of another container, where a container finds what it shares with it. */
export interface JoinedIpc {
  /** Absolute path of the ipc namespace: `/proc/1234/ns/ipc`. */
  readonly namespace: string;
  /** Absolute path of its /dev/shm: `/proc/1234/root/dev/shm`. */
  readonly sharedMemory: string;
}

/** Another container, whose volumes and binds a container gets too. */
export interface VolumesFrom {
  /** Its name, its id or the beginning of that. */
  readonly container: string;
  /** `ro`: to read only; empty: as it has them. */
  readonly mode: string;
}

/** What a container shares with the host, or is given of it. Everything may be left out: docker's defaults hold then. */
export interface Surroundings {
  readonly mounts?: readonly MountRequest[];
  readonly volumesFrom?: readonly VolumesFrom[];
  /** Names or numbers of groups. */
  readonly groupAdd?: readonly string[];
  readonly extraHosts?: readonly ExtraHost[];
  readonly dns?: readonly string[];
  /** `.` alone: no search list, whatever the host has. */
  readonly dnsSearch?: readonly string[];
  readonly dnsOptions?: readonly string[];
  readonly domainname?: string | undefined;
  readonly devices?: readonly DeviceRequest[];
  /** Kinds of devices that may be used beside them, whoever makes their nodes. */
  readonly deviceRules?: readonly DeviceRule[];
  /** Bytes of /dev/shm. */
  readonly shmSize?: number | undefined;
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly ipc?: IpcMode;
  /** Root's containers have no user namespace, those of everybody else one: all that can be asked for is what root has. */
  readonly userns?: 'host' | undefined;
  readonly uts?: 'host' | undefined;
  readonly pid?: PidMode | undefined;
  readonly cgroupns?: 'host' | 'private';
  readonly privileged?: boolean;
  /** Who is killed first where memory runs out, -1000 to 1000: 1000 first, -1000 never. @see proc_pid_oom_score_adj(5) */
  readonly oomScoreAdj?: number | undefined;
  /** True where nothing of /proc and /sys is hidden or read-only. */
  readonly isSystemUnconfined?: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
}
