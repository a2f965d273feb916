import { createInterface, type Interface } from 'node:readline';
import { printable } from '../../engine/image/printable.ts';
import type { Decision } from '../../machines/actors/pace.ts';
import type { Evidence } from '../../machines/evidence.ts';
import { STEPS } from '../../machines/steps.ts';
import type { Input, Output } from '../io.ts';
import { sinkOf } from './output-display.ts';
import { pullProgress } from './pull-progress.ts';
import type { Stepper } from './stepper.ts';

/** Where the lines go, and where the answers come from; undefined where stdin is the container's. */
export interface StepLinesOptions {
  readonly answers: Input | undefined;
  readonly stdout: Output;
  readonly stderr: Output;
}

const ANSWERS: Readonly<Record<string, Decision>> = { '': 'next', n: 'next', d: 'detail', r: 'runOn', q: 'quit' };

/**
 * Steps without a screen: one line on stderr for each thing found and each stop, one line of stdin for each answer
 * (empty or `n`: next, `d`: detail, `r`: run on, `q`: quit). Where the answers end, the run goes on by itself.
 * Stdout stays the container's.
 */
export function stepLines({ answers, stdout, stderr }: StepLinesOptions): Stepper {
  const reader = answers === undefined ? undefined : new LineReader(answers);
  const progress = pullProgress(stderr);
  const print = (line: string) => stderr.write(`${line}\n`);
  return {
    async ask({ lifecycle, step, description, detail }) {
      print(`[${lifecycle}] ${step}: next: ${printable(detail ?? description)}`);
      return reader === undefined ? 'runOn' : await decisionFrom(reader, print);
    },
    // The line that is being waited for answers the next stop instead.
    answered: (decision) => print(`(${decision}, answered in the browser)`),
    tell: (evidence) => print(evidenceLine(evidence)),
    async finish({ lifecycle, description }) {
      print(`[${lifecycle}] ${printable(description)}`);
      reader?.close();
    },
    close: () => reader?.close(),
    show: (movement) => progress.show(movement),
    end: () => progress.end(),
    sinks: { stdout: sinkOf(stdout), stderr: sinkOf(stderr) },
  };
}

/** `[imageCheck] lookUpImage: REAL docker.io/library/hello-world:latest is not in the store.` */
const evidenceLine = ({ step, badge, sentence }: Evidence) =>
  `[${STEPS[step].lifecycle}] ${step}: ${badge} ${printable(sentence)}`;

async function decisionFrom(reader: LineReader, print: (line: string) => void): Promise<Decision> {
  for (;;) {
    const line = await reader.next();
    if (line === undefined) return 'runOn';
    const decision = ANSWERS[line.trim()];
    if (decision !== undefined) return decision;
    print(
      `I do not know ${printable(JSON.stringify(line.trim().slice(0, 40)))}: Enter goes on, d: in detail, r: run on, q: quit`,
    );
  }
}

/** As many answers as are kept for later: whoever sends more waits, `yes` too. */
const MOST_EARLY_LINES = 64;

/** Hands out lines one by one, keeping those that came early; undefined after the last. */
class LineReader {
  readonly #interface: Interface;
  readonly #lines: string[] = [];
  #waiting: ((line: string | undefined) => void) | undefined;
  #isOver = false;

  constructor(input: Input) {
    this.#interface = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    this.#interface.on('line', (line) => this.#hand(line));
    this.#interface.on('close', () => this.#end());
  }

  next(): Promise<string | undefined> {
    const line = this.#lines.shift();
    if (this.#lines.length === 0 && !this.#isOver) this.#interface.resume();
    if (line !== undefined || this.#isOver) return Promise.resolve(line);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  close(): void {
    this.#interface.close();
  }

  #hand(line: string): void {
    if (this.#waiting === undefined) this.#keep(line);
    else this.#answer(line);
  }

  #keep(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length === MOST_EARLY_LINES) this.#interface.pause();
  }

  #end(): void {
    this.#isOver = true;
    this.#answer(undefined);
  }

  #answer(line: string | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(line);
  }
}
