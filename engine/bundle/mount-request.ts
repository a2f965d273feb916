/** The propagation words of a bind mount that learn-run serves. @see mount_namespaces(7) */
export type Propagation = 'private' | 'rprivate' | 'slave' | 'rslave';

interface Target {
  /** Absolute and without `.` or `..`: where it is mounted in the container. */
  readonly target: string;
  readonly readOnly: boolean;
  /** Whose label of SELinux it is given, where the container has labels: this container's, or all containers'. */
  readonly relabel?: 'private' | 'shared';
  /** Who asked for it: an option of the command line, or a VOLUME of the image. */
  readonly by: '--volume' | '--mount' | '--tmpfs' | '--init' | 'config.Volumes' | `--volumes-from ${string}`;
}

/** A file or directory of the host, shown in the container. */
export interface BindRequest extends Target {
  readonly type: 'bind';
  /** Absolute path on the host. */
  readonly source: string;
  readonly propagation?: Propagation;
  /** False where what is mounted below the source is not to be shown. */
  readonly isRecursive: boolean;
  /** True where a missing source becomes an empty directory, as with `-v`. */
  readonly createsSource: boolean;
}

/** A directory that outlives the container, or with no name one that goes with it. */
export interface VolumeRequest extends Target {
  readonly type: 'volume';
  /** Undefined for an anonymous volume. */
  readonly name: string | undefined;
  /** True where an empty volume is filled with what the image has at the target. */
  readonly copiesImage: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

/** An empty file system in memory. */
export interface TmpfsRequest extends Target {
  readonly type: 'tmpfs';
  /** As mount(8) has them: `size=65536k`. */
  readonly options: readonly string[];
}

/** A mount that was asked for beside those that every container has. */
export type MountRequest = BindRequest | VolumeRequest | TmpfsRequest;

/** A volume that has its place on the host. */
export interface PlacedVolume extends VolumeRequest {
  /** Absolute path of the directory with its content. */
  readonly path: string;
}

/** A mount for which everything on the host is there. */
export type PlacedMount = BindRequest | PlacedVolume | TmpfsRequest;
