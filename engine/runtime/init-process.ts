import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import type { IdMappings } from '../bundle/id-mappings.ts';
import type { ConsoleSocket } from './console-socket.ts';
import { fromWire, HostUnsupported, InitFailed } from './errors.ts';
import { CHANNEL_FD, CONSOLE_FD, spawnInit } from './launcher.ts';
import type { FromInit, ToInit } from './messages.ts';
import type { Terminal } from './terminal.ts';
import { userNamespaceHint, writeIdMaps } from './user-namespace.ts';

/** How a process ended: one of the two is set. @see wait(2) */
export interface WaitStatus {
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

/** A container's init that runs and waits to be told what to make; the caller's end of the conversation. */
export class InitProcess {
  readonly #child: ChildProcess;
  readonly #channel: Duplex;
  readonly #lines: AsyncIterator<string>;
  readonly #console: ConsoleSocket | undefined;
  #stderr = '';
  /** Resolves when the process has ended and was reaped. */
  readonly ended: Promise<WaitStatus>;
  /** Resolves to init's pid in this process's pid namespace; rejects where no init came to be. */
  readonly ready: Promise<number>;

  /** False until somebody has sent it the first word. */
  isTaken = false;

  /** Starts an init. It makes nothing before it is told to, so one may be started early and thrown away. */
  constructor(maps: IdMappings | undefined, console?: ConsoleSocket) {
    this.#child = spawnInit(maps, console?.theirs);
    this.#console = console;
    console?.closeTheirs();
    this.#channel = this.#child.stdio[CHANNEL_FD] as Duplex;
    this.#lines = createInterface({ input: this.#channel })[Symbol.asyncIterator]();
    (this.#child.stderr as Readable).on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
    this.#channel.on('error', () => {}); // The end of init is told by `ended`, with more to say than EPIPE.
    this.ended = this.#reap();
    void this.ended.then(() => console?.close());
    this.ready = this.#becomeReady(maps);
    this.ready.catch(() => {}); // An init that is thrown away may fail unseen.
  }

  /** Starts an init that can hand over a terminal. */
  static async withConsole(maps: IdMappings | undefined): Promise<InitProcess> {
    const { ConsoleSocket } = await import('./console-socket.ts');
    return new InitProcess(maps, new ConsoleSocket());
  }

  /** Number of the descriptor in init over which it hands a terminal; undefined where it was started without. */
  get consoleSocket(): number | undefined {
    return this.#console && CONSOLE_FD;
  }

  /** The terminal that init has made: it is sent before init says `created`. */
  receiveTerminal(): Terminal {
    return this.#console!.receiveTerminal();
  }

  /** Init's pid before it has told it: what the launcher has forked; undefined where that is not known yet. */
  get forkedPid(): number | undefined {
    const launcher = this.#child.pid;
    try {
      return Number(readFileSync(`/proc/${launcher}/task/${launcher}/children`, 'utf8')) || undefined;
    } catch {
      return undefined;
    }
  }

  send(message: ToInit): void {
    this.isTaken = true;
    this.#channel.write(`${JSON.stringify(message)}\n`);
  }

  /** The next message, or undefined when init has closed the channel: it has become the program, or it is gone. */
  async next(): Promise<FromInit | undefined> {
    const { value, done } = await this.#lines.next();
    return done ? undefined : (JSON.parse(value) as FromInit);
  }

  /**
   * The next message, which must be of one of these kinds.
   *
   * @throws the error that init reports instead, or InitFailed with what it wrote to stderr where it is gone
   */
  async expect<Kind extends FromInit['kind']>(...kinds: Kind[]): Promise<Extract<FromInit, { kind: Kind }>> {
    const message = await this.next();
    if (message?.kind === 'failed') throw fromWire(message.error);
    if (message && (kinds as string[]).includes(message.kind)) return message as Extract<FromInit, { kind: Kind }>;
    throw await this.#explainSilence();
  }

  /**
   * Kills init, and with it everything in its pid namespace; resolves when all of it is gone.
   *
   * Init itself is killed and not the launcher: that one ends when it has reaped init, and the kernel lets init be reaped
   * only after every other process of the namespace. pid_namespaces(7)
   */
  async kill(): Promise<void> {
    const pid = await Promise.race([this.ready.catch(() => undefined), this.ended.then(() => undefined)]);
    if (pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null) killQuietly(pid);
    else this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** Lets the caller end while this process still runs. */
  unref(): void {
    this.#child.unref();
    (this.#channel as Duplex & { unref(): void }).unref();
  }

  async #reap(): Promise<WaitStatus> {
    // An error here means that the launcher could not be started, which `ready` explains.
    // `close` and not `exit`: what the launcher says last is part of the answer.
    const [code, signal] = await once(this.#child, 'close').catch(() => [125, null]);
    if (code === 1 && this.#stderr.includes(KILLED_BY_SIGKILL)) return { code: undefined, signal: 'SIGKILL' };
    return { code: code ?? undefined, signal: signal ?? undefined };
  }

  async #becomeReady(maps: IdMappings | undefined): Promise<number> {
    if (this.#child.pid === undefined) throw launcherMissing();
    const [ready] = await Promise.all([this.expect('ready'), maps && writeIdMaps(this.#child.pid, maps)]);
    return ready.pid;
  }

  async #explainSilence(): Promise<Error> {
    if (this.#child.pid === undefined) return launcherMissing();
    await this.ended;
    const said = this.#stderr.trim();
    if (said.includes('failed to execute unshare')) return launcherMissing();
    if (said.includes('unshare failed')) {
      return new HostUnsupported(`cannot make the namespaces of a container: ${said}`, { hint: userNamespaceHint() });
    }
    return new InitFailed(`the container's init ended without a word: ${said || 'nothing on its stderr'}`);
  }
}

/**
 * unshare(1) ends by the same signal as its child. Up to util-linux 2.38 it first asks for that signal's default action,
 * which the kernel refuses for SIGKILL alone, and then it ends like this instead.
 */
const KILLED_BY_SIGKILL = 'unshare: sigprocmask unblock failed';

/** A process that has just ended by itself is as good as killed. */
function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function launcherMissing(): HostUnsupported {
  return new HostUnsupported(
    'cannot start setpriv(1) and unshare(1), which make the namespaces that a process of many threads cannot',
    {
      hint: 'Install util-linux.',
    },
  );
}
