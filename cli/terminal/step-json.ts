import { setTimeout as sleep } from 'node:timers/promises';
import type { Decision } from '../../machines/actors/pace.ts';
import type { Evidence, Progress } from '../../machines/evidence.ts';
import { STEPS, type StepName } from '../../machines/steps.ts';
import { answeredIn, type Failure } from '../../machines/story.ts';
import type { Input, Output } from '../io.ts';
import { readAnswer, type Verdict } from '../predict/answer.ts';
import type { Asked } from '../predict/predictions.ts';
import { readLineCommand } from './line-commands.ts';
import { LineReader } from './line-reader.ts';
import { type Sink, sinkOf } from './output-display.ts';
import type { Page } from './step-view/page.ts';
import type { Stepper } from './stepper.ts';
import type { StopDeeds } from './stop-deeds.ts';

export interface StepJsonOptions {
  /** Undefined where stdin is the container's. */
  readonly answers: Input | undefined;
  readonly stdout: Output;
  readonly deeds: StopDeeds;
  readonly auto?: number | undefined;
}

/**
 * Steps for other programs: one JSON object a line on stdout, which also has what the container writes. At each stop a
 * line of stdin is read, with the same words as without JSON; where they end, the run goes on by itself.
 *
 * @see docs/stepping.md
 */
export class StepJson implements Stepper {
  readonly sinks: Stepper['sinks'];
  readonly isLent = false;
  readonly #options: StepJsonOptions;
  readonly #reader: LineReader | undefined;
  readonly #write: Sink;
  #stops = 0;

  constructor(options: StepJsonOptions) {
    const { answers, stdout, auto } = options;
    this.#options = options;
    this.#reader = answers === undefined || auto !== undefined ? undefined : new LineReader(answers);
    this.#write = sinkOf(stdout);
    this.sinks = { stdout: this.#outputSink('stdout'), stderr: this.#outputSink('stderr') };
  }

  async ask(page: Page): Promise<Decision> {
    this.#tellVerdicts(page.verdicts);
    this.#stops += 1;
    const { step, lifecycle, state, detail = null, description, spec = null } = page;
    const answered = answeredIn(page.facts) ?? null;
    this.#tell({ kind: 'stop', number: this.#stops, step, lifecycle, state, detail, answered, description, spec });
    for (;;) {
      const line = await this.#nextLine();
      if (line === undefined) return this.#options.auto === undefined ? 'runOn' : 'goOn';
      const command = readLineCommand(line);
      if (command.kind === 'decide') return command.decision;
      if (command.kind === 'change') this.#change(command.text, page);
      else this.#tell({ kind: 'error', message: `not understood: ${line.slice(0, 200)}` });
    }
  }

  async predict(_page: Page, { name, question }: Asked): Promise<string | undefined> {
    this.#tell({ kind: 'question', name, text: question.text, choices: question.choices ?? null });
    for (;;) {
      const line = await this.#nextLine();
      if (line === undefined || line.trim() === '') return undefined;
      const given = readAnswer(question, line);
      if (given !== undefined) return given;
      this.#tell({ kind: 'error', message: `not an answer: ${line.slice(0, 200)}` });
    }
  }

  predicted(): void {}

  answered(): void {}

  tell({ step, badge, sentence, facts, check }: Evidence): void {
    this.#tell({ kind: 'evidence', step, lifecycle: STEPS[step].lifecycle, badge, sentence, facts, check });
  }

  tellFailure(step: StepName, { message, hint }: Failure): void {
    this.#tell({ kind: 'failed', step, lifecycle: STEPS[step].lifecycle, message, hint });
  }

  async finish({ description, exitCode, verdicts }: Page): Promise<void> {
    this.#tellVerdicts(verdicts);
    this.#tell({ kind: 'end', ending: description, exitCode: exitCode ?? null });
    this.close();
  }

  close(): void {
    this.#reader?.close();
  }

  say(text: string): void {
    this.#tell({ text, kind: 'progress', what: 'line' });
  }

  show(progress: Progress): void {
    this.#tell({ ...progress, kind: 'progress', what: progress.kind });
  }

  end(): void {}

  #change(text: string, { story }: Page): void {
    try {
      this.#tell({ kind: 'changed', message: this.#options.deeds.change(text, story) });
    } catch (error) {
      this.#tell({ kind: 'error', message: (error as Error).message });
    }
  }

  async #nextLine(): Promise<string | undefined> {
    const { auto } = this.#options;
    if (auto !== undefined) await sleep(auto * 1000);
    return this.#reader?.next();
  }

  #tellVerdicts(verdicts: readonly Verdict[]): void {
    for (const { name, given = null, truth = null, isRight, because } of verdicts)
      this.#tell({ kind: 'verdict', name, given, truth, isRight, because });
  }

  /** The text as well, for who reads along; the bytes are in base64, because they need not be text. */
  #outputSink(stream: 'stdout' | 'stderr'): Sink {
    return (chunk) =>
      this.#write(lineOf({ kind: 'output', stream, text: chunk.toString(), data: chunk.toString('base64') }));
  }

  #tell(value: object): void {
    void this.#write(lineOf(value));
  }
}

const lineOf = (value: object) => Buffer.from(`${JSON.stringify(value)}\n`);
