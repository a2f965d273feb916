import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from './atomic-file.ts';
import { ContainerNames } from './container-names.ts';
import type { ContainerState } from './container-state.ts';
import type { StoreDependencies } from './dependencies.ts';
import { onDisk } from './disk-error.ts';
import { ContainerExists, InvalidContainerId, StoreCorrupt, StoreVersionUnknown } from './errors.ts';
import type { Layout } from './layout.ts';
import { acquireLock, type Lock } from './lock.ts';
import { parseContainerState, parseJson } from './parse-container-state.ts';

/** Bytes of a record that are kept free for what is still to be said: how it ended and when, its next start, its next name. */
const ROOM = 512;

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
    return text === undefined ? undefined : parseContainerState(text, id, path);
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

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
