import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { fileTrouble } from '../engine/file-trouble.ts';
import { codeOf } from '../engine/syscall/error-code.ts';
import type { Actors } from '../machines/actors/contract.ts';
import { UsageError } from './errors.ts';

/** The file of `--cidfile`: opened before anything is done, and filled as soon as the container has an ID. */
export interface CidFile {
  /** The same actors, of which the one that names the container also writes its ID down. */
  readonly actors: (actors: Actors) => Actors;
  /** Removes the file where no container came to be, as docker does. */
  readonly close: () => void;
}

/** @throws UsageError in docker's words where the file is there already, or cannot be made */
export function openCidFile(path: string): CidFile {
  const fd = openNew(path);
  let isWritten = false;
  const prepareSnapshot = (original: Actors['prepareSnapshot']): Actors['prepareSnapshot'] => {
    return async (input, tools) => {
      const container = await original(input, tools);
      writeSync(fd, container.id);
      isWritten = true;
      return container;
    };
  };
  return {
    actors: (actors) => ({ ...actors, prepareSnapshot: prepareSnapshot(actors.prepareSnapshot) }),
    close() {
      closeSync(fd);
      if (!isWritten) rmSync(path, { force: true });
    },
  };
}

/** Exclusively: of two runs that are given the same file, one must not take the other's ID for its own. */
function openNew(path: string): number {
  try {
    return openSync(path, 'wx', 0o644);
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') {
      throw new UsageError(`container ID file found, make sure the other container isn't running or delete ${path}`);
    }
    throw new UsageError(`failed to create the container ID file: open ${path}: ${fileTrouble(cause)}`);
  }
}
