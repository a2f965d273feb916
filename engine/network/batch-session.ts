import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { TOOL_ENVIRONMENT } from '../tool-environment.ts';
import { type CommandRunner, failureOf } from './command.ts';

/** Its answer is one line on stdout, with `-oneline`: everything before it has been carried out then. */
const MARK = 'link show dev lo\n';

/**
 * One `ip -batch -` that is told what to do bit by bit: to start a program takes longer than what it does, and while it
 * comes up there is other work.
 *
 * @see ip(8), "-batch"
 */
export class BatchSession {
  readonly #child: ChildProcess;
  readonly #command: readonly [string, ...string[]];
  readonly #closed: Promise<void>;
  readonly #answers = new EventEmitter();
  #asked = 0;
  #answered = 0;
  #idle: NodeJS.Timeout | undefined;
  #complaint = '';
  /** False where nothing can be told to it any more. */
  isOpen = true;

  /** @param command the program and its arguments, the last ones `-oneline -batch -` */
  constructor(command: readonly [string, ...string[]]) {
    const [program, ...args] = command;
    this.#command = command;
    this.#child = spawn(program, args, { stdio: 'pipe', cwd: '/', env: TOOL_ENVIRONMENT, detached: true });
    this.#closed = once(this.#child, 'close').then(
      () => this.#over(),
      (error: Error) => this.#over(error.message),
    );
    this.#child.stdout!.on('data', (chunk: Buffer) => {
      this.#answered += chunk.toString().split('\n').length - 1;
      this.#answers.emit('more');
    });
    this.#child.stderr!.on('data', (chunk: Buffer) => (this.#complaint += chunk.toString()));
    // A program that ends before it has read everything says why on stderr.
    this.#child.stdin!.on('error', () => {});
  }

  /**
   * Resolves when all these lines were carried out, which the runner remembers. One call at a time.
   *
   * @throws NetworkToolFailed at the first line that fails; the session is over then
   */
  async run(lines: string, runner: CommandRunner): Promise<void> {
    clearTimeout(this.#idle);
    const [program, ...args] = this.#command;
    const { command } = runner.note({ program, args, input: lines });
    this.#asked += 1;
    this.#child.stdin!.write(lines + MARK);
    while (this.#answered < this.#asked && this.isOpen) {
      await Promise.race([once(this.#answers, 'more'), this.#closed]);
    }
    if (this.#answered < this.#asked) throw failureOf(command, this.#complaint);
  }

  /** Nothing more will come. Idempotent. */
  async end(): Promise<void> {
    clearTimeout(this.#idle);
    this.isOpen = false;
    this.#child.stdin!.end();
    await this.#closed;
  }

  /** Ends it by itself where nothing comes for so long: most programs run longer than it is worth to keep another one. */
  endWhenIdle(milliseconds: number): void {
    this.#idle = setTimeout(() => void this.end(), milliseconds).unref();
  }

  #over(complaint = ''): void {
    this.isOpen = false;
    this.#complaint += complaint;
  }
}
