import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Call } from '../../stub/call.ts';
import { execve, wait4 } from '../../stub/calls/processes.ts';
import { closeOnExec } from '../../stub/close-on-exec.ts';
import type { Stub } from '../../stub/stub.ts';
import { SyscallError } from '../../syscall/errors.ts';
import { waitStatusOf } from '../wait-status.ts';
import { runtimeFailure } from './failure.ts';

/** An OCI runtime as a program, and what it keeps about one container. */
export interface RuntimeProgram {
  /** Absolute path of its executable. */
  readonly path: string;
  /** `KEY=value`; what it runs with. */
  readonly environment: readonly string[];
}

/**
 * The commands of an OCI runtime, each as a child of a launcher: the launcher stays the parent of what they leave behind,
 * and what they mount is in its mount namespace.
 *
 * @see runc(8), and the runtime-spec's runtime.md#operations
 */
export class OciRuntime {
  readonly #program: RuntimeProgram;
  readonly #launcher: Stub;
  readonly #bundle: string;
  readonly #id: string;

  constructor(program: RuntimeProgram, launcher: Stub, bundle: string, id: string) {
    this.#program = program;
    this.#launcher = launcher;
    this.#bundle = bundle;
    this.#id = id;
    // Of an earlier run: what a monitor has finished, no runtime was told of.
    rmSync(this.#state, { recursive: true, force: true });
    mkdirSync(this.#state, { recursive: true, mode: 0o700 });
  }

  /** What it is called where people are told: `runc`. */
  get name(): string {
    return basename(this.#program.path);
  }

  /** In the directory of the container: it goes with that, whatever becomes of the runtime. */
  get #state(): string {
    return join(this.#bundle, 'runtime');
  }

  /** The words of a command, as they are executed. */
  words(command: string, ...options: readonly string[]): readonly string[] {
    const global = ['--root', this.#state, '--log', this.#log, '--log-format', 'json'];
    return [this.#program.path, ...global, command, ...options, this.#id];
  }

  get #log(): string {
    return join(this.#bundle, 'runtime.log');
  }

  /**
   * Carries the command out, and waits until its process has ended.
   *
   * @param place gives the child its first descriptors
   * @throws InitFailed, ExecutableNotFound, ExecutableNotRunnable with what the runtime says
   */
  async command(words: readonly string[], place?: (child: Stub) => Promise<readonly Call[]>): Promise<void> {
    rmSync(this.#log, { force: true });
    const child = await this.#launcher.fork();
    await this.#execute(child, words, place);
    const { code, signal } = waitStatusOf((await this.#launcher.callSlowly([wait4(child.pid)]))!);
    if (code !== 0) throw runtimeFailure(this.name, commandOf(words), readLog(this.#log), signal ?? `status ${code}`);
  }

  async #execute(child: Stub, words: readonly string[], place?: (child: Stub) => Promise<readonly Call[]>) {
    try {
      const placing = (await place?.(child)) ?? [];
      await closeOnExec(child, { first: 3 });
      await child.callSlowly([...placing, execve(this.#program.path, words, this.#program.environment)]);
    } catch (error) {
      if (error instanceof SyscallError) throw runtimeFailure(this.name, commandOf(words), '', error.message);
      throw error;
    } finally {
      child.close();
    }
  }
}

/** Behind the path and the three options with a value each that hold for every command. */
const commandOf = (words: readonly string[]) => words[7]!;

function readLog(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
