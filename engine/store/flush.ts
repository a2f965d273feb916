import { closeSync, constants, openSync } from 'node:fs';
import type { StoreDependencies } from './dependencies.ts';

/**
 * Writes a file system's changes to its disk, once for all who ask at the same time: syncfs(2) writes everybody's changes, so that
 * a second one would only wait for the first.
 */
export class Flush {
  readonly #directory: string;
  readonly #dependencies: StoreDependencies;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** @param directory any directory on the file system */
  constructor(directory: string, dependencies: StoreDependencies) {
    this.#directory = directory;
    this.#dependencies = dependencies;
  }

  /** Resolves when all that was written before this call is on disk. @throws SyscallError */
  now(): Promise<void> {
    if (this.#running === undefined) return this.#start();
    // The one under way may have passed over what was written since it began.
    this.#next ??= this.#running.then(
      () => this.#startNext(),
      () => this.#startNext(),
    );
    return this.#next;
  }

  #startNext(): Promise<void> {
    this.#next = undefined;
    return this.#start();
  }

  #start(): Promise<void> {
    this.#running = this.#syncfs().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #syncfs(): Promise<void> {
    const { syncfs } = await this.#dependencies.syscalls();
    const directory = openSync(this.#directory, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await syncfs(directory);
    } finally {
      closeSync(directory);
    }
  }
}
