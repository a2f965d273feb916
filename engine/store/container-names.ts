import { existsSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreDependencies } from './dependencies.ts';
import { onDisk } from './disk-error.ts';
import { ContainerNameInUse } from './errors.ts';
import type { Layout } from './layout.ts';
import { acquireLock } from './lock.ts';

/**
 * Names of containers: `names/<name>` is a link that says which container has it. To make a link either succeeds or says
 * that there is one, so that no two containers ever have the same name.
 */
export class ContainerNames {
  readonly #layout: Layout;
  readonly #dependencies: StoreDependencies;

  constructor(layout: Layout, dependencies: StoreDependencies) {
    this.#layout = layout;
    this.#dependencies = dependencies;
  }

  /** Gives the name to a container whose directory is there already. @throws ContainerNameInUse */
  async claim(name: string, id: string): Promise<void> {
    if (this.#link(name, id)) return;
    const owner = this.#ownerOf(name);
    if (owner !== undefined && this.#isThere(owner)) throw new ContainerNameInUse(name, owner);
    await this.#takeOver(name, id);
  }

  /** Whoever has the name by now is left alone. Idempotent. */
  release(name: string, id: string): void {
    if (this.#ownerOf(name) === id) onDisk('removing', this.#pathOf(name), () => rmSync(this.#pathOf(name)));
  }

  /** The link outlived its container: somebody was killed between the two. One at a time, so that nobody removes a new one. */
  async #takeOver(name: string, id: string): Promise<void> {
    const lock = await acquireLock(join(this.#layout.locks, 'names'), await this.#dependencies.syscalls());
    try {
      const owner = this.#ownerOf(name);
      if (owner !== undefined && this.#isThere(owner)) throw new ContainerNameInUse(name, owner);
      if (owner !== undefined) this.release(name, owner);
      if (!this.#link(name, id)) throw new ContainerNameInUse(name, this.#ownerOf(name) ?? '');
    } finally {
      lock.release();
    }
  }

  #link(name: string, id: string): boolean {
    const path = this.#pathOf(name);
    return onDisk('creating', path, () => {
      try {
        symlinkSync(id, path);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
        throw error;
      }
    });
  }

  #ownerOf(name: string): string | undefined {
    try {
      return readlinkSync(this.#pathOf(name));
    } catch {
      return undefined;
    }
  }

  #isThere(id: string): boolean {
    return existsSync(join(this.#layout.containers, id));
  }

  /** @throws TypeError for what would be another place than the directory of the names */
  #pathOf(name: string): string {
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name)) throw new TypeError(`no name of a container: ${name}`);
    return join(this.#layout.names, name);
  }
}
