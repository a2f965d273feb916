import type { PlacedMount } from '../bundle/mount-request.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/digest.ts';
import type { LogConfig } from '../log/log-config.ts';
import type { ProcessIdentity } from '../syscall/process-identity.ts';

/** The version of the record; no specification governs it. */
export const STATE_VERSION = 1;

/** What is on record about a container. Written before each thing that it names is made, so that cleanup knows of it. */
export interface ContainerState {
  readonly schemaVersion: typeof STATE_VERSION;
  /** 64 hex digits. */
  readonly id: string;
  /** What a person calls it. */
  readonly name: string | undefined;
  readonly image: {
    readonly name: string;
    /** What a person has called it; nothing in older records, and where the root is a directory. */
    readonly asked?: string | undefined;
    readonly target: Descriptor;
    /** The one of the manifests of the target that it was made from; nothing in older records. */
    readonly manifest?: Descriptor;
  };
  /** Keys of the snapshots that its root stands on, from the lowest up: they are no garbage while it exists. */
  readonly snapshots: readonly Digest[];
  /** Names of the volumes that it has mounted. */
  readonly volumes?: readonly string[];
  /** The mounts that it or its image has asked for; nothing in older records, and before they are placed. */
  readonly mounts?: readonly PlacedMount[];
  /** What the image says of itself, and `--label` and `--label-file` of the container. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The program and its arguments, as config.json has them. */
  readonly command?: readonly string[];
  /** runtime-spec runtime.md#state, and docker's word for one that has ended and is about to be started again. */
  readonly status: 'creating' | 'created' | 'running' | 'restarting' | 'stopped';
  /** RFC 3339, as the two below. */
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly ending?: ContainerEnding;
  /** True where its processes were told to stand still. */
  readonly isPaused?: boolean;
  readonly manner?: ContainerManner;
  /** Absolute path of the bundle. */
  readonly bundle: string;
  /** Its first process, from when there is one. */
  readonly init?: ProcessIdentity;
  readonly hostname?: string | undefined;
  readonly network?: NetworkState;
  /** Who answers for the container, its learn-run or its monitor: when that is gone, the container has to be finished. */
  readonly supervisor: ProcessIdentity;
  /** Who starts it again when nobody answers for it any more, where it has a policy for that. */
  readonly waker?: ProcessIdentity;
  /** How often that was done since a person has started it; nothing where it was not. */
  readonly restarts?: Restarts;
}

/** When a container that has ended is started again: docker's words. */
export interface RestartPolicy {
  readonly name: 'always' | 'unless-stopped' | 'on-failure';
  /** For `on-failure`; 0: as often as it fails. */
  readonly maximumRetryCount: number;
}

/** The starts of a container that nobody has asked for one by one. */
export interface Restarts {
  /** The one that is waited for is counted. */
  readonly count: number;
  /** Milliseconds between its last end and the next start. */
  readonly delay: number;
}

/** How a container has ended, or why it never began. */
export interface ContainerEnding {
  /** What a shell is told: 0 to 255. */
  readonly exitCode: number;
  /** By its name, where one has ended it. */
  readonly signal?: string | undefined;
  readonly isOomKilled: boolean;
  /** Why the program could not be started, in words. */
  readonly error?: string | undefined;
}

/** How it is run, besides what config.json says. */
export interface ContainerManner {
  /** True from when it goes on without the learn-run that has started it: the supervisor is a monitor. */
  readonly isDetached: boolean;
  /** True where it is removed when it has ended. */
  readonly isRemovedAtEnd: boolean;
  readonly hasTerminal: boolean;
  readonly isInteractive: boolean;
  /** By name or number; SIGTERM where nothing is said. */
  readonly stopSignal?: string | undefined;
  /** Seconds between asking it to stop and killing it; negative: for ever. */
  readonly stopTimeout?: number | undefined;
  /** Seconds after which it is killed. */
  readonly timeLimit?: number | undefined;
  /** Whose shared memory it has: docker's word. */
  readonly ipc?: string | undefined;
  /** Undefined where it is never started again by itself. */
  readonly restart?: RestartPolicy | undefined;
  /** Undefined where nothing was said of it: three files of 10 MiB. */
  readonly log?: LogConfig | undefined;
}

/** Where a container is reached. */
export interface NetworkState {
  /** `bridge`, `none`, `host`, `container:<id or name>` */
  readonly mode: string;
  readonly address?: string | undefined;
  /** Its ports that the host answers for. */
  readonly ports: readonly {
    readonly protocol: 'tcp' | 'udp';
    readonly containerPort: number;
    readonly hostIp: string;
    readonly hostPort: number;
  }[];
  /** What the host knows of it besides: gateway, interfaces, hardware address. */
  readonly facts?: Readonly<Record<string, string>>;
  /** The process that is its network, for an ordinary user: it is ended with the container. */
  readonly helper?: ProcessIdentity | undefined;
}
