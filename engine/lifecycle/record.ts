import type { Config } from '../bundle/config-schema.ts';
import type { CgroupRecord } from '../cgroup/by-path.ts';
import type { Prepared } from '../runtime/init.ts';
import type { ProcessIdentity } from '../syscall/process-identity.ts';

/** What is on record of a container between two commands; written before each thing that it names is made. */
export interface ContainerRecord {
  readonly schemaVersion: 1;
  readonly id: string;
  /** Absolute path. */
  readonly bundle: string;
  /** When it was made: RFC 3339. */
  readonly created: string;
  /** Name of the user who made it. */
  readonly owner: string;
  /** As it was when the container was made: what becomes of the file is not its business. runtime-spec runtime.md#create */
  readonly config: Config;
  /** Who makes it; nobody does any more where that process is gone. */
  readonly creator: ProcessIdentity;
  readonly init?: InitRecord;
  /** The first program's variables: those of config.json, and what was found out for it alone. */
  readonly env?: readonly string[];
  readonly cgroup?: OwnCgroup;
  /** True once the program was told to begin. */
  readonly isStarted?: boolean;
  /** Name of the session keyring; undefined where there is none. */
  readonly keyring?: string;
  /** How many descriptors behind the first three are the program's. */
  readonly preservedFds?: number;
}

/** Init while it waits to become the program. */
export interface InitRecord {
  readonly identity: ProcessIdentity;
  /** The ends of its own pipes, by which it can be told to go on; undefined before it waits. */
  readonly waiting?: {
    readonly requests: number;
    readonly replies: number;
    /** What the kernel calls the first of them: `pipe:[12345]`. */
    readonly pipe: string;
    readonly prepared: Prepared;
  };
}

/** The container's cgroup. */
export type OwnCgroup = CgroupRecord;
