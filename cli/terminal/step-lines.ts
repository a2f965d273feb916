import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '../../engine/image/printable.ts';
import type { Decision } from '../../machines/actors/pace.ts';
import type { Evidence } from '../../machines/evidence.ts';
import { STEPS } from '../../machines/steps.ts';
import { answeredIn, evidenceOf, type Failure } from '../../machines/story.ts';
import type { Input, Output } from '../io.ts';
import { lessonPane } from '../panes/lesson.ts';
import { PANES, type PaneName } from '../panes/pane.ts';
import { paneFor } from '../panes/panes.ts';
import { letterOf, readAnswer, type Verdict, verdictLine } from '../predict/answer.ts';
import type { Asked } from '../predict/predictions.ts';
import { LINE_HELP, type LineCommand, readLineCommand } from './line-commands.ts';
import { LineReader } from './line-reader.ts';
import { sinkOf } from './output-display.ts';
import { paneLines } from './pane-lines.ts';
import { pullProgress } from './pull-progress.ts';
import { hintLines, type Page } from './step-view/page.ts';
import type { Frame } from './step-view/state.ts';
import type { Stepper } from './stepper.ts';
import type { ShellPlan, StopDeeds } from './stop-deeds.ts';

/** Where the lines go, and where the answers come from; undefined where stdin is the container's. */
export interface StepLinesOptions {
  readonly answers: Input | undefined;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly lessonOf: Frame['lessonOf'];
  readonly deeds: StopDeeds;
  /** Seconds after which a stop goes on by itself: nobody is asked then. */
  readonly auto?: number | undefined;
}

/**
 * Steps without a screen: one line on stderr for each thing found and each stop, one line of stdin for each answer.
 * Where the answers end, the run goes on by itself. Stdout stays the container's.
 *
 * @see LINE_HELP for what a line may say
 */
export function stepLines(options: StepLinesOptions): Stepper {
  return new StepLines(options);
}

class StepLines implements Stepper {
  readonly sinks: Stepper['sinks'];
  readonly #options: StepLinesOptions;
  readonly #reader: LineReader | undefined;
  readonly #progress: ReturnType<typeof pullProgress>;
  isLent = false;

  constructor(options: StepLinesOptions) {
    const { answers, stdout, stderr, auto } = options;
    this.#options = options;
    this.#reader = answers === undefined || auto !== undefined ? undefined : new LineReader(answers);
    this.#progress = pullProgress(stderr);
    this.sinks = { stdout: sinkOf(stdout), stderr: sinkOf(stderr) };
  }

  async ask(page: Page): Promise<Decision> {
    this.#tellVerdicts(page.verdicts);
    const answered = answeredIn(page.facts);
    if (answered !== undefined)
      this.#print(`[${page.lifecycle}] ${page.step}: ${page.story.badge} ${printable(answered, 2048)}`);
    this.#print(`[${page.lifecycle}] ${page.step}: next: ${printable(page.detail ?? page.description)}`);
    for (;;) {
      const line = await this.#nextLine();
      if (line === undefined) return this.#options.auto === undefined ? 'runOn' : 'goOn';
      const command = readLineCommand(line);
      if (command.kind === 'decide') return command.decision;
      await this.#do(command, page);
    }
  }

  /** An empty line is no guess. */
  async predict(_page: Page, { question }: Asked): Promise<string | undefined> {
    this.#print(`Question: ${printable(question.text, 2048)}`);
    for (const [at, choice] of (question.choices ?? []).entries())
      this.#print(`  ${letterOf(at)}) ${printable(choice)}`);
    for (;;) {
      const line = await this.#nextLine();
      if (line === undefined || line.trim() === '') return undefined;
      const given = readAnswer(question, line);
      if (given !== undefined) return given;
      this.#print(
        question.choices === undefined
          ? 'Expected a number; an empty line is no guess.'
          : 'Expected a letter; an empty line is no guess.',
      );
    }
  }

  /** The line that is being waited for answers what comes next instead. */
  predicted(given: string | undefined): void {
    this.#print(`(${printable(given ?? 'no guess')}, answered in the browser)`);
  }

  /** The line that is being waited for answers the next stop instead. */
  answered(decision: Decision): void {
    this.#print(`(${decision}, answered in the browser)`);
  }

  /** `[imageCheck] lookUpImage: REAL docker.io/library/hello-world:latest is not in the store.` */
  tell({ step, badge, sentence }: Evidence): void {
    this.#print(`[${STEPS[step].lifecycle}] ${step}: ${badge} ${printable(sentence)}`);
  }

  tellFailure(step: keyof typeof STEPS, { message, hint }: Failure): void {
    const where = `[${STEPS[step].lifecycle}] ${step}:`;
    this.#print(`${where} FAILED ${printable(message, 2048)}`);
    for (const line of hintLines(hint)) this.#print(`${where} ${line}`);
  }

  async finish({ lifecycle, description, verdicts }: Page): Promise<void> {
    this.#tellVerdicts(verdicts);
    this.#print(`[${lifecycle}] ${printable(description, 2048)}`);
    this.#reader?.close();
  }

  close(): void {
    this.#reader?.close();
  }

  say(text: string): void {
    this.#progress.say(text);
  }

  show(progress: Parameters<Stepper['show']>[0]): void {
    this.#progress.show(progress);
  }

  end(): void {
    this.#progress.end();
  }

  /** Undefined where there is nobody to ask. */
  async #nextLine(): Promise<string | undefined> {
    const { auto } = this.#options;
    if (auto !== undefined) await sleep(auto * 1000);
    return this.#reader?.next();
  }

  async #do(command: LineCommand, page: Page): Promise<void> {
    try {
      await this.#obey(command, page);
    } catch (error) {
      this.#print(printable((error as Error).message, 2048));
    }
  }

  async #obey(command: LineCommand, { story, step, justHappened }: Page): Promise<void> {
    const { deeds } = this.#options;
    if (command.kind === 'unknown') this.#print(printable(command.reason, 1024));
    if (command.kind === 'help') for (const line of LINE_HELP) this.#print(`  ${line}`);
    if (command.kind === 'back') for (const evidence of evidenceOf(story)) this.tell(evidence);
    if (command.kind === 'commands')
      for (const line of new Set(justHappened.flatMap(({ check }) => check))) this.#print(`  ${printable(line, 4096)}`);
    if (command.kind === 'change') this.#print(printable(deeds.change(command.text, story), 1024));
    if (command.kind === 'inspector') this.#print((await deeds.openInspector()).sentence);
    if (command.kind === 'shell') this.#lend(deeds.shell(story));
    if (command.kind === 'pane') this.#showPane(command.name, command.query, story, step);
  }

  #showPane(name: PaneName | undefined, query: string, story: Page['story'], step: Page['step']): void {
    if (name === undefined) {
      this.#print(`  ${PANES.join(', ')}`);
      return;
    }
    const pane = name === 'lesson' ? lessonPane(this.#options.lessonOf(step ?? 'completed')) : paneFor(name, story);
    for (const line of paneLines(pane, query)) this.#print(line);
  }

  /** Only where the answers come from a terminal: the shell reads from there too. */
  #lend(plan: ShellPlan | string): void {
    if (typeof plan === 'string') this.#print(plan);
    else if (this.#options.answers?.isTTY) this.#runShell(plan);
    else this.#print(`In another terminal: ${plan.command.join(' ')}`);
  }

  #runShell(plan: ShellPlan): void {
    for (const line of plan.introduction) this.#print(line);
    this.#reader?.pause();
    this.isLent = true;
    const [program, ...args] = plan.command;
    const { error } = spawnSync(program, args, { stdio: ['inherit', 2, 2], env: { ...plan.env } });
    this.isLent = false;
    this.#reader?.resume();
    this.#print(
      error === undefined ? 'Back from the shell: the run stands where it stood.' : `No shell: ${error.message}`,
    );
  }

  #tellVerdicts(verdicts: readonly Verdict[]): void {
    for (const verdict of verdicts) {
      this.#print(`Answer: ${printable(verdict.question.text, 2048)}`);
      this.#print(`  ${printable(verdictLine(verdict), 1024)} ${printable(verdict.because, 2048)}`.trimEnd());
    }
  }

  #print(line: string): void {
    this.#options.stderr.write(`${line}\n`);
  }
}
