import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { makeDirectory } from '../../make-directory.ts';
import { readIfThere } from '../../read-if-there.ts';
import type { Call } from '../../stub/call.ts';
import { execve, wait4 } from '../../stub/calls/processes.ts';
import { closeOnExec } from '../../stub/close-on-exec.ts';
import type { Stub } from '../../stub/stub.ts';
import { CLONE_NEWNS } from '../../syscall/constants.ts';
import { SyscallError } from '../../syscall/errors.ts';
import { joinNamespace } from '../init/namespaces.ts';
import { waitStatusOf } from '../wait-status.ts';
import { commandOf, logOf, type RuntimeContainer, stateOf } from './commands.ts';
import { runtimeFailure } from './failure.ts';

/** What the process of a command is given before it is executed. */
interface Surroundings {
  /** Path of the mount namespace that it is to be in; undefined for the launcher's. */
  readonly mountNamespace?: string;
  /** Makes its first descriptors, and tells the calls that put them in their places. */
  readonly place?: (child: Stub) => Promise<readonly Call[]>;
}

/**
 * The commands of an OCI runtime, each as a child of a launcher, which stays the parent of what they leave behind.
 *
 * @see runc(8), and the runtime-spec's runtime.md#operations
 */
export class OciRuntime {
  readonly #launcher: Stub;
  readonly #environment: readonly string[];
  /** The container that they are about. */
  readonly container: RuntimeContainer;

  /** @param environment `KEY=value`; what its commands run with */
  constructor(launcher: Stub, container: RuntimeContainer, environment: readonly string[]) {
    this.#launcher = launcher;
    this.#environment = environment;
    this.container = container;
    const state = stateOf(container);
    // Of an earlier run: what a monitor has finished, no runtime was told of.
    rmSync(state, { recursive: true, force: true });
    makeDirectory(state, 0o700);
  }

  /** What it is called where people are told: `runc`. */
  get name(): string {
    return basename(this.container.path);
  }

  /**
   * Carries the command out, and waits until its process has ended.
   *
   * @throws InitFailed, ExecutableNotFound, ExecutableNotRunnable with what the runtime says
   */
  async command(words: readonly string[], surroundings: Surroundings = {}): Promise<void> {
    const log = logOf(this.container);
    rmSync(log, { force: true });
    const child = await this.#launcher.fork();
    await this.#execute(child, words, surroundings);
    const { code, signal } = waitStatusOf((await this.#launcher.callSlowly([wait4(child.pid)]))!);
    if (code !== 0) throw runtimeFailure(this.name, commandOf(words), readIfThere(log), signal ?? `status ${code}`);
  }

  async #execute(child: Stub, words: readonly string[], { mountNamespace, place }: Surroundings) {
    try {
      if (mountNamespace !== undefined) await joinNamespace(child, mountNamespace, CLONE_NEWNS);
      const placing = (await place?.(child)) ?? [];
      await closeOnExec(child, { first: 3 });
      await child.callSlowly([...placing, execve(words[0]!, words, this.#environment)]);
    } catch (error) {
      if (error instanceof SyscallError) throw runtimeFailure(this.name, commandOf(words), '', error.message);
      throw error;
    } finally {
      child.close();
    }
  }
}
