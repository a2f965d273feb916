import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { TOOL_ENVIRONMENT } from '../tool-environment.ts';
import { fromWire, UnpackProcessFailed } from './errors.ts';
import type { LayerReport, UnpackJob, UnpackMessage } from './unpack-job.ts';

/** A command that starts another command, for instance unshare(1), and what to do once it runs. */
export interface Launcher {
  /** For example `['unshare', '--user', '--map-root-user']`; Node and the program follow. */
  readonly command: readonly [string, ...string[]];
  /** Sets up the namespaces of the process, for instance its id maps. The layer is not touched before this is done. */
  readonly afterSpawn?: (pid: number) => Promise<void>;
}

/** Who wants to know how a job goes, and may end it. */
export interface Watch {
  readonly signal?: AbortSignal | undefined;
  /** Told how many compressed bytes have been read so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/** Beside this file, in TypeScript or built. */
const PROGRAM = fileURLToPath(new URL(`./unpack-process${extname(import.meta.url)}`, import.meta.url));
const STDERR_BYTES = 4096;

/** A process that unpacks layers, one after the other, for as long as none of them fails. */
export class UnpackProcess {
  readonly #child: ChildProcess;
  readonly #control: Duplex;
  readonly #lines: AsyncIterator<string>;
  readonly #stderr: () => string;
  readonly #closed: Promise<unknown>;
  /** Rejects where the process cannot be started, or its namespaces cannot be set up; else resolves when it may be given work. */
  readonly #begun: Promise<void>;
  readonly #failure = Promise.withResolvers<never>();

  /** @param stdin what the process has on descriptor 0: an open file, or a pipe to `stdin` */
  constructor(launcher: Launcher | undefined, stdin: number | 'pipe' | 'ignore' = 'ignore') {
    const [command, ...args] = [...(launcher?.command ?? []), process.execPath, PROGRAM] as [string, ...string[]];
    // Nothing of the caller's environment: NODE_OPTIONS alone could make the process load anything.
    this.#child = spawn(command, args, { env: TOOL_ENVIRONMENT, cwd: '/', stdio: [stdin, 'ignore', 'pipe', 'pipe'] });
    this.#control = this.#child.stdio[3] as Duplex;
    // A broken channel says nothing that the end of the process does not say.
    this.#control.on('error', () => undefined);
    this.#lines = createInterface({ input: this.#control })[Symbol.asyncIterator]();
    this.#stderr = collect(this.#child.stderr!);
    this.#closed = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.on('error', (error) => this.fail(error));
    this.#begun = this.#begin(launcher);
    // A process that was started ahead in vain has nobody to tell.
    for (const promise of [this.#begun, this.#failure.promise]) promise.catch(() => undefined);
  }

  /** Where the layer's bytes are written to, with stdin `pipe`. */
  get stdin(): NodeJS.WritableStream {
    return this.#child.stdin!;
  }

  /** True where it has ended, or was killed while nobody looked. */
  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /**
   * Carries out one job. After an error, an abort included, the process has ended.
   *
   * @throws the process's own error, built again; UnpackProcessFailed where it ends without a word; why it cannot be started
   */
  async run(job: UnpackJob, watch: Watch): Promise<LayerReport> {
    watch.signal?.throwIfAborted();
    const stop = () => this.#child.kill('SIGKILL');
    watch.signal?.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([this.#converse(job, watch), this.#failure.promise]);
    } catch (error) {
      await this.end();
      throw error;
    } finally {
      watch.signal?.removeEventListener('abort', stop);
    }
  }

  /** Lets the job fail with this error: its bytes cannot be had. */
  fail(error: Error): void {
    this.#failure.reject(error);
  }

  /** Ends the process. Between two jobs it holds nothing that would be lost. */
  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  async #begin(launcher: Launcher | undefined): Promise<void> {
    await once(this.#child, 'spawn');
    await launcher?.afterSpawn?.(this.#child.pid!);
  }

  async #converse(job: UnpackJob, watch: Watch): Promise<LayerReport> {
    await this.#begun;
    this.#control.write(`${JSON.stringify(job)}\n`);
    return (await this.#answer(watch)) ?? (await this.#explainSilence(job, watch));
  }

  /** What the process reports; undefined where it ends instead. */
  async #answer({ onProgress }: Watch): Promise<LayerReport | undefined> {
    for (let line = await this.#nextLine(); line !== undefined; line = await this.#nextLine()) {
      const message = JSON.parse(line) as UnpackMessage;
      if (message.type === 'progress') onProgress?.(message.bytes);
      if (message.type === 'error') throw fromWire(message.error);
      if (message.type === 'report') return message.report;
    }
    return undefined;
  }

  /** Undefined where no more come: because the process has ended, or because it left our own words unread when it did (ECONNRESET). */
  async #nextLine(): Promise<string | undefined> {
    const next = await this.#lines.next().catch(() => undefined);
    return next?.done === false ? next.value : undefined;
  }

  async #explainSilence({ layer }: UnpackJob, { signal }: Watch): Promise<never> {
    await this.#closed;
    signal?.throwIfAborted();
    const { exitCode, signalCode } = this.#child;
    const how = signalCode ? `was killed by ${signalCode}` : `ended with status ${exitCode}`;
    const said = this.#stderr();
    throw new UnpackProcessFailed(`the process that unpacks it ${how}${said ? `: ${said}` : ''}`, { layer });
  }
}

function collect(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-STDERR_BYTES);
  });
  return () => text.trim();
}
