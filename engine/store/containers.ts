import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/digest.ts';
import type { ProcessIdentity } from '../syscall/process-identity.ts';
import { replaceFile } from './atomic-file.ts';
import { ContainerNames } from './container-names.ts';
import type { StoreDependencies } from './dependencies.ts';
import { onDisk } from './disk-error.ts';
import { ContainerExists, InvalidContainerId, StoreCorrupt, StoreVersionUnknown } from './errors.ts';
import type { Layout } from './layout.ts';
import { acquireLock, type Lock } from './lock.ts';

const STATE_VERSION = 1;
/** Bytes of a record that are kept free for what is still to be said: how it ended and when, its next start, its next name. */
const ROOM = 512;

/** What is on record about a container. Written before each thing that it names is made, so that cleanup knows of it. */
export interface ContainerState {
  readonly schemaVersion: typeof STATE_VERSION;
  /** 64 hex digits. */
  readonly id: string;
  /** What a person calls it. */
  readonly name: string | undefined;
  readonly image: {
    readonly name: string;
    readonly target: Descriptor;
    /** The one of the manifests of the target that it was made from; nothing in older records. */
    readonly manifest?: Descriptor;
  };
  /** Keys of the snapshots that its root stands on, from the lowest up: they are no garbage while it exists. */
  readonly snapshots: readonly Digest[];
  /** Names of the volumes that it has mounted. */
  readonly volumes?: readonly string[];
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

/** One container, seen from the list: its state is undefined where it has none yet, or none that can be read. */
export interface ContainerEntry {
  readonly id: string;
  readonly state: ContainerState | undefined;
}

/** Containers: `containers/<id>/` is a container's bundle and all that is its own. */
export class ContainerStore {
  readonly #layout: Layout;
  readonly #dependencies: StoreDependencies;
  readonly names: ContainerNames;

  constructor(layout: Layout, dependencies: StoreDependencies) {
    this.#layout = layout;
    this.#dependencies = dependencies;
    this.names = new ContainerNames(layout, dependencies);
  }

  /** Absolute path of the container's directory. @throws InvalidContainerId. */
  directoryOf(id: string): string {
    return join(this.#layout.containers, checkedId(id));
  }

  /**
   * Makes the container's directory and puts its state on record.
   *
   * Look whether its snapshots are there after this, not before: once they are on record nobody collects them.
   *
   * @throws ContainerExists: of two that create the same id, one succeeds.
   */
  create(state: ContainerState): void {
    const directory = this.directoryOf(state.id);
    onDisk('creating', directory, () => {
      try {
        mkdirSync(directory, { mode: 0o700 });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new ContainerExists(state.id, error);
        throw error;
      }
    });
    this.record(state);
  }

  /**
   * Replaces what is on record, atomically. It outlives this process, but is not flushed: a power failure ends the
   * container too, so nobody will need to find it. There is room for its end, also if the disk is full by then.
   */
  record(state: ContainerState): void {
    replaceFile(this.#stateOf(state.id), JSON.stringify(state), 'process', ROOM);
  }

  /**
   * What is on record; undefined where there is no such container, or nothing is on record yet.
   * @throws StoreCorrupt, StoreVersionUnknown.
   */
  get(id: string): ContainerState | undefined {
    const path = this.#stateOf(id);
    const text = onDisk('reading', path, () => readIfThere(path));
    return text === undefined ? undefined : parseState(text, id, path);
  }

  /** Every container, those whose record cannot be read too: they have to be removable. */
  list(): ContainerEntry[] {
    return this.ids().map((id) => ({ id, state: this.#getReadable(id) }));
  }

  /** The ids of all containers. */
  ids(): string[] {
    const names = onDisk('reading', this.#layout.containers, () => readdirSync(this.#layout.containers));
    return names.filter((name) => /^[a-f0-9]{64}$/.test(name)).sort();
  }

  /** What was asked for when it was made, as it was put down by `keepRequest`; undefined where that is not known. */
  requestOf(id: string): unknown {
    const path = join(this.directoryOf(id), 'request.json');
    const text = onDisk('reading', path, () => readIfThere(path));
    return text === undefined ? undefined : parseJson(text, path);
  }

  /** Puts down what was asked for, for those who ask later and for whoever starts it again. */
  keepRequest(id: string, request: unknown): void {
    const path = join(this.directoryOf(id), 'request.json');
    onDisk('writing', path, () => writeFileSync(path, JSON.stringify(request), { mode: 0o600 }));
  }

  /** Makes the file that `lock` locks, for a container that stays: a disk that is full by then may not take it. */
  prepareLock(id: string): void {
    const path = this.#lockOf(id);
    onDisk('writing', path, () => writeFileSync(path, '', { mode: 0o600 }));
  }

  /** Keeps everybody else from finishing or starting the container, until it is released. */
  async lock(id: string, signal?: AbortSignal): Promise<Pick<Lock, 'release'>> {
    const lock = await acquireLock(this.#lockOf(id), await this.#dependencies.syscalls(), { signal });
    // The file stays as long as what it is for.
    return { release: () => (existsSync(this.directoryOf(id)) ? lock.release() : lock.remove()) };
  }

  /**
   * Removes the container's directory, and gives its name back. Idempotent. Whatever is mounted there has to be unmounted
   * before.
   * @throws StillMounted.
   */
  async remove(id: string): Promise<void> {
    const directory = this.directoryOf(id);
    const name = this.#getReadable(id)?.name;
    if (name !== undefined) this.names.release(name, id);
    // Removed where it is: as long as the directory exists, whoever was interrupted can be followed by another.
    await this.#dependencies.removeTree(directory);
    rmSync(this.#lockOf(id), { force: true });
  }

  #lockOf(id: string): string {
    return join(this.#layout.locks, `container-${checkedId(id)}`);
  }

  #stateOf(id: string): string {
    return join(this.directoryOf(id), 'state.json');
  }

  #getReadable(id: string): ContainerState | undefined {
    try {
      return this.get(id);
    } catch (error) {
      if (error instanceof StoreCorrupt || error instanceof StoreVersionUnknown) return undefined;
      throw error;
    }
  }
}

/** @throws InvalidContainerId */
function checkedId(id: string): string {
  if (!/^[a-f0-9]{64}$/.test(id)) throw new InvalidContainerId(id);
  return id;
}

function parseState(text: string, id: string, path: string): ContainerState {
  const state = parseJson(text, path) as Partial<ContainerState> | null;
  if (state?.schemaVersion !== undefined && state.schemaVersion !== STATE_VERSION) {
    throw new StoreVersionUnknown(path, state.schemaVersion, STATE_VERSION);
  }
  if (
    state?.id !== id ||
    !Array.isArray(state.snapshots) ||
    typeof state.image !== 'object' ||
    typeof state.supervisor !== 'object'
  ) {
    throw new StoreCorrupt(path, 'is not the record of this container', `Remove the container: learn-run rm ${id}`);
  }
  return state as ContainerState;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StoreCorrupt(path, 'is not JSON', 'Remove the container that it belongs to: learn-run rm ID', error);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
