import type { Spec } from '../bundle/runtime-spec.ts';
import type { Stub } from '../stub/stub.ts';
import type { Host } from './host.ts';
import type { ContainerCgroups } from './init/cgroup-mount.ts';
import type { InitFilter } from './init/seccomp-filter.ts';
import type { MountSources } from './mount-sources.ts';

/** What init makes a container from. */
export interface Creation {
  readonly spec: Spec;
  /** Absolute path of the directory that holds config.json; relative paths in it start there. */
  readonly bundle: string;
  /** The mount that becomes `spec.root.path`; undefined where the root file system is already there. */
  readonly rootMount?: RootMount | undefined;
  /** Volumes that begin with what the image has where they are mounted; empty ones only are filled. */
  readonly copyUps?: readonly CopyUp[];
  /** The compiled `spec.linux.seccomp`. */
  readonly seccomp?: InitFilter | undefined;
  /** Directories of the cgroup that init has to join itself; mostly it is put there. */
  readonly cgroups?: readonly string[];
  /** The host that the calls are worked out for; that of this process by default. */
  readonly host?: Host | undefined;
  /** What differs where another program has asked for the container, by the runtime's command line. */
  readonly oci?: OciCreation;
}

/** What the runtime's command line knows, or wants, besides config.json. */
export interface OciCreation {
  /** What /sys/fs/cgroup is to show; undefined where the container has no cgroup of its own. */
  readonly cgroups: ContainerCgroups | undefined;
  /** A process that has kept the caller's rights; undefined where init has them too. */
  readonly outside: Outside | undefined;
  /** Whether the caller is in a user namespace himself, and his rights are no more than that gives. */
  readonly isInUserNamespace: boolean;
  /** False where the root file system is on a ramfs, from which nobody can pivot. */
  readonly isPivoting: boolean;
  /** Name of the session keyring; undefined where the caller's is kept. */
  readonly keyring: string | undefined;
  /** How many descriptors behind the first three are the program's. */
  readonly preservedFds: number;
  /** Whether the program keeps the supplementary groups of the caller. */
  readonly keepsGroups: boolean;
  /**
   * Called when everything is mounted and the host's files can still be named, which is when hooks run.
   *
   * @param callersMask the umask(2) of whoever called; init itself has none at that time
   */
  beforePivot(callersMask: number): Promise<void>;
  /** When init is in its root file system, with all its rights, and may open what it likes: no filter is in force yet. */
  afterPivot(): Promise<void>;
}

/** A process beside init that has kept the caller's rights, where init is in a user namespace. */
export interface Outside {
  readonly stub: Stub;
  readonly sources: MountSources;
}

/** A volume, and where the image has what it is to begin with. */
export interface CopyUp {
  /** Path in the container. */
  readonly destination: string;
  /** Absolute path on the host. */
  readonly source: string;
}

/** The mount that becomes the root file system, made by init in its own mount namespace: lower layers and a place to write. */
export interface RootMount {
  /** Directories of the layers, from the lowest up. */
  readonly layers: readonly string[];
  /** Where a tmpfs is mounted first, in which the two below are; undefined where they are on disk. */
  readonly memory?: string | undefined;
  readonly upper: string;
  readonly work: string;
  /** Directory of short links to the layers: the options of mount(2) have to fit a page. */
  readonly links: string;
  /** True where nobody will look at what was written once the container is gone: the kernel then need not write it to disk. */
  readonly isVolatile?: boolean;
  /** The context of SELinux that all its files have; undefined for those that they have on disk. */
  readonly label?: string | undefined;
}
