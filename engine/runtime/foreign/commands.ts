import { join } from 'node:path';

/** A container as the commands of an OCI runtime name it. */
export interface RuntimeContainer {
  /** Absolute path of the runtime's executable. */
  readonly path: string;
  readonly bundle: string;
  readonly id: string;
}

/** What the runtime keeps is in the directory of the container: it goes with that, whatever becomes of the runtime. */
export const stateOf = ({ bundle }: Pick<RuntimeContainer, 'bundle'>): string => join(bundle, 'runtime');
export const logOf = ({ bundle }: Pick<RuntimeContainer, 'bundle'>): string => join(bundle, 'runtime.log');
export const pidFileOf = ({ bundle }: Pick<RuntimeContainer, 'bundle'>): string => join(bundle, 'runtime.pid');

/**
 * The words that are executed to have the container made.
 *
 * @param consoleSocket path of the socket that the terminal is to be sent to; undefined where it has none
 * @see runc-create(8)
 */
export function createWords(container: RuntimeContainer, consoleSocket?: string): readonly string[] {
  const socket = consoleSocket === undefined ? [] : ['--console-socket', consoleSocket];
  return wordsOf(container, 'create', '--bundle', container.bundle, '--pid-file', pidFileOf(container), ...socket);
}

export const startWords = (container: RuntimeContainer): readonly string[] => wordsOf(container, 'start');

/** Whatever there is of it, and whether it runs or not. @see runc-delete(8) */
export const deleteWords = (container: RuntimeContainer): readonly string[] => wordsOf(container, 'delete', '--force');

function wordsOf(container: RuntimeContainer, command: string, ...options: readonly string[]): readonly string[] {
  const global = ['--root', stateOf(container), '--log', logOf(container), '--log-format', 'json'];
  return [container.path, ...global, command, ...options, container.id];
}

/** Behind the path and the three options with a value each that hold for every command. */
export const commandOf = (words: readonly string[]): string => words[7]!;
