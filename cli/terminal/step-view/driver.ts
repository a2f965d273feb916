import { type ChildProcess, spawn } from 'node:child_process';
import { emitKeypressEvents, type Interface } from 'node:readline';
import { StringDecoder } from 'node:string_decoder';
import type { Decision } from '../../../machines/actors/pace.ts';
import type { Progress } from '../../../machines/evidence.ts';
import type { Input, Output } from '../../io.ts';
import type { Asked } from '../../predict/predictions.ts';
import { copyToClipboard } from '../clipboard.ts';
import type { LayerProgress } from '../layer-line.ts';
import { type Sink, sinkOf } from '../output-display.ts';
import { printableLines } from '../printable-lines.ts';
import { noProgress, pullProgress } from '../pull-progress.ts';
import type { Stepper } from '../stepper.ts';
import type { ShellPlan, StopDeeds } from '../stop-deeds.ts';
import { Clock } from './clock.ts';
import { type Key, keysOf, update } from './keys.ts';
import type { Page } from './page.ts';
import { paletteFor } from './palette.ts';
import { Screen } from './screen.ts';
import {
  atPage,
  type Deed,
  type Frame,
  INITIAL,
  pageOn,
  type ViewState,
  withLayer,
  withMessage,
  withOutput,
  withPage,
  withQuiz,
} from './state.ts';
import { wrap } from './text.ts';
import { view } from './view.ts';

/** The terminal to step on. The screen is drawn on stderr: stdout is the container's, wherever it leads. */
export interface StepScreenOptions {
  readonly keyboard: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly lessonOf: Frame['lessonOf'];
  readonly deeds: StopDeeds;
  /** For a projector. */
  readonly isPresenting?: boolean;
  /** True where nobody wants to hear how a pull moves on, once the screen is left. */
  readonly isQuiet?: boolean;
  /** Seconds after which a stop goes on by itself. */
  readonly auto?: number | undefined;
  /** Called when the person quits while the run is at work: at a stop, the answer says it. */
  readonly interrupt: () => void;
  /** Stops this process and those beside it, until somebody lets them go on. */
  readonly suspend?: () => void;
}

/** Milliseconds, within which an escape sequence has come whole, over a slow line too. */
const ESCAPE_TIMEOUT = 80;

/** How many keys are kept while the run is at work, to be used at the next stop. */
const KEYS_AHEAD = 64;

/**
 * Steps on a full screen. It leaves the screen whenever the container writes to the same terminal, so that the output
 * stands on the ordinary screen exactly as without `--step`, and comes back at the next stop.
 */
export class StepScreen implements Stepper {
  readonly sinks: Stepper['sinks'];
  readonly #options: StepScreenOptions;
  readonly #screen: Screen;
  readonly #palette: Frame['palette'];
  readonly #clock: Clock;
  readonly #ahead: Key[] = [];
  readonly #besideScreen: ReturnType<typeof pullProgress>;
  #state: ViewState = INITIAL;
  /** What waits for the person's answer: a stop, or a question. */
  #decide: ((decision: Decision) => void) | undefined;
  #answer: ((given: string | undefined) => void) | undefined;
  /** A decision that came in place of an answer: it is that of the stop behind the question. */
  #early: Decision | undefined;
  #stop: Promise<unknown> = Promise.resolve();
  #shell: ChildProcess | undefined;
  #isDone = false;

  constructor(options: StepScreenOptions) {
    const { stdout, stderr, auto, isPresenting } = options;
    this.#options = options;
    this.#screen = new Screen(stderr);
    this.#palette = paletteFor(stderr, isPresenting);
    this.#besideScreen = options.isQuiet ? noProgress : pullProgress(stderr);
    this.#clock = new Clock(auto, { onTick: (left) => this.#tick(left), onEnd: () => this.#goOn() });
    this.sinks = { stdout: this.#sinkThrough(stdout), stderr: this.#sinkThrough(stderr) };
    // A window that is closed ends the keyboard before it sends SIGHUP; and to give back what is gone is an error.
    options.keyboard.on('error', this.#onHangUp);
    options.keyboard.on('end', this.#onHangUp);
    this.#open();
  }

  get isLent(): boolean {
    return this.#shell !== undefined;
  }

  /** Takes the terminal again where it was given back: whoever runs on may still come to a breakpoint. */
  ask(page: Page): Promise<Decision> {
    const early = this.#early;
    this.#early = undefined;
    if (early !== undefined) return Promise.resolve(this.#settled(early));
    const stop = new Promise<Decision>((resolve) => {
      this.#decide = resolve;
    });
    this.#stop = stop;
    this.#show(page);
    return stop;
  }

  async predict(page: Page, asked: Asked): Promise<string | undefined> {
    if (this.#early !== undefined) return undefined;
    const answer = new Promise<string | undefined>((resolve) => {
      this.#answer = resolve;
    });
    this.#stop = answer;
    this.#show(page, asked);
    return answer;
  }

  answered(decision: Decision): void {
    if (this.#decide === undefined) return;
    this.#state = { ...atPage(this.#state, this.#state.pages.length - 1), isWorking: true };
    this.#settle(decision);
    this.#draw();
  }

  tell(): void {}

  tellFailure(): void {}

  async finish(page: Page): Promise<void> {
    if (!this.#isDone) await this.ask(page);
    this.close();
  }

  show(progress: Progress): void {
    if (!this.#screen.isEntered) this.#besideScreen.show(progress);
    else if (progress.kind === 'layer') this.#showLayer(progress);
  }

  #showLayer(progress: LayerProgress): void {
    this.#state = withLayer(this.#state, progress);
    this.#draw();
  }

  end(): void {
    this.#besideScreen.end();
  }

  close = (): void => {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#clock.stop();
    this.#shell?.kill();
    this.#giveBack();
    process.off('exit', this.close);
  };

  #open(): void {
    this.#isDone = false;
    // Half a second, as Node would wait for the rest of an escape sequence, is long for a key that leads back.
    emitKeypressEvents(this.#options.keyboard, { escapeCodeTimeout: ESCAPE_TIMEOUT } as unknown as Interface);
    this.#take();
    // An uncaught error ends the process by way of `exit`: the terminal must be usable after that too.
    process.on('exit', this.close);
  }

  #take(): void {
    const { keyboard, stderr } = this.#options;
    keyboard.setRawMode?.(true);
    keyboard.on('keypress', this.#onKey);
    keyboard.resume();
    stderr.on('resize', this.#onResize);
  }

  #giveBack(): void {
    const { keyboard, stderr } = this.#options;
    this.#screen.leave();
    keyboard.off('keypress', this.#onKey);
    stderr.off('resize', this.#onResize);
    keyboard.setRawMode?.(false);
    keyboard.pause();
  }

  #show(page: Page, asked?: Asked): void {
    if (this.#isDone) this.#open();
    const isKnown = this.#state.pages.at(-1) === page;
    const state = isKnown
      ? { ...this.#state, isWorking: false, quiz: undefined, deed: undefined }
      : withPage(this.#state, page);
    this.#state = { ...(asked === undefined ? state : withQuiz(state, asked)), layers: [] };
    this.#clock.start();
    while (this.#isWaiting && this.#ahead.length > 0) this.#press(this.#ahead.shift()!);
    this.#draw();
  }

  get #isWaiting(): boolean {
    return this.#decide !== undefined || this.#answer !== undefined;
  }

  readonly #onKey = (_: string | undefined, pressed: Key): void => {
    for (const key of keysOf(pressed)) {
      if (this.#isWaiting) this.#press(key);
      else this.#pressWhileWorking(key);
    }
    if (this.#screen.isEntered) this.#draw();
  };

  /** Whoever has closed the terminal is not asked any more: the run ends, and is cleaned up. */
  readonly #onHangUp = (): void => {
    if (this.#isDone) return;
    this.close();
    this.#options.interrupt();
  };

  #pressWhileWorking(key: Key): void {
    if (key.ctrl && key.name === 'c') this.#options.interrupt();
    else if (this.#ahead.length < KEYS_AHEAD) this.#ahead.push(key);
  }

  #press(key: Key): void {
    this.#clock.touch();
    this.#state = update(this.#state, key, this.#frame);
    const { deed } = this.#state;
    if (deed === undefined) return;
    this.#state = { ...this.#state, deed: undefined };
    this.#do(deed);
  }

  #do(deed: Deed): void {
    if (deed.kind === 'decide') this.#settle(deed.decision);
    if (deed.kind === 'answer') this.#give(deed.given);
    if (deed.kind === 'copy') this.#copy(deed.text);
    if (deed.kind === 'change') this.#say(() => this.#options.deeds.change(deed.text, this.#story));
    if (deed.kind === 'inspector') void this.#openInspector();
    if (deed.kind === 'shell') this.#openShell();
    if (deed.kind === 'suspend') this.#suspend();
    if (deed.kind === 'auto') this.#say(() => this.#clock.toggle());
  }

  get #story() {
    return pageOn(this.#state)!.story;
  }

  /** Shows the sentence that comes of it, or what went wrong. */
  #say(deed: () => string): void {
    try {
      this.#state = withMessage(this.#state, deed());
    } catch (error) {
      this.#state = withMessage(this.#state, (error as Error).message);
    }
  }

  #settle(decision: Decision): void {
    if (this.#answer !== undefined) {
      this.#early = decision;
      this.#give(undefined);
      return;
    }
    const decide = this.#decide;
    this.#decide = undefined;
    this.#clock.stop();
    decide?.(this.#settled(decision));
  }

  /** Whoever runs on wants to see the terminal, and not the screen. */
  #settled(decision: Decision): Decision {
    if (decision === 'runOn' || decision === 'toEnd') this.close();
    return decision;
  }

  #give(given: string | undefined): void {
    const answer = this.#answer;
    this.#answer = undefined;
    this.#clock.stop();
    this.#state = { ...this.#state, quiz: undefined };
    answer?.(given);
  }

  /** The clock has run out. */
  #goOn(): void {
    if (this.#answer !== undefined) this.#give(undefined);
    else this.answered('next');
  }

  #tick(left: number): void {
    this.#state = { ...this.#state, countdown: left };
    if (this.#screen.isEntered) this.#draw();
  }

  #copy(text: string): void {
    copyToClipboard(text, this.#options.stderr);
    this.#state = withMessage(this.#state, `Copied, if the terminal allows it: ${text}`);
  }

  async #openInspector(): Promise<void> {
    try {
      const address = await this.#options.deeds.openInspector();
      copyToClipboard(address, this.#options.stderr);
      this.#state = withMessage(this.#state, `Inspector: ${address}`);
    } catch (error) {
      this.#state = withMessage(this.#state, (error as Error).message);
    }
    this.#draw();
  }

  #openShell(): void {
    const plan = this.#options.deeds.shell(this.#story);
    if (typeof plan === 'string') this.#state = withMessage(this.#state, plan);
    else this.#lend(plan);
  }

  /** Lends the terminal to the shell, and takes it back when that has ended. */
  #lend({ command: [program, ...args], env, introduction }: ShellPlan): void {
    const { stderr } = this.#options;
    this.#clock.stop();
    this.#giveBack();
    const width = (stderr.columns || 80) - 1;
    stderr.write(`\n${introduction.flatMap((line) => wrap(line, width)).join('\n')}\n\n`);
    // Stdout may lead into a file that is the container's: the shell talks on the terminal.
    const shell = spawn(program, args, { stdio: ['inherit', 2, 2], env: { ...env } });
    this.#shell = shell;
    // What the terminal sends is for the shell, which takes Ctrl-\ for nothing; we would end.
    const ignore = () => {};
    process.on('SIGQUIT', ignore);
    const back = (message: string) => {
      this.#shell = undefined;
      process.off('SIGQUIT', ignore);
      if (this.#isDone) return;
      this.#take();
      this.#state = withMessage(this.#state, message);
      this.#clock.start();
      this.#draw();
    };
    shell.once('error', (error) =>
      back(`No shell: ${error.message}. It needs nsenter, unshare and script, of util-linux.`),
    );
    shell.once('exit', () => back('Back from the shell: the run stands where it stood.'));
  }

  #suspend(): void {
    this.#clock.stop();
    this.#giveBack();
    process.once('SIGCONT', () => {
      if (this.#isDone) return;
      this.#take();
      this.#clock.start();
      this.#draw();
    });
    this.#options.suspend?.();
  }

  readonly #onResize = (): void => {
    this.#screen.clear();
    if (this.#screen.isEntered) this.#draw();
  };

  get #frame(): Frame {
    const { lessonOf, isPresenting = false } = this.#options;
    return { ...this.#screen.size, palette: this.#palette, isPresenting, lessonOf };
  }

  #draw(): void {
    if (this.#isDone || this.#shell !== undefined) return;
    this.#screen.draw(view(this.#state, this.#frame));
  }

  /** Output waits while a stop is on the screen; a copy of it stays in the view. */
  #sinkThrough(stream: Output): Sink {
    const write = sinkOf(stream);
    const copy = lineCopier((lines) => {
      this.#state = withOutput(this.#state, lines);
    });
    return async (chunk) => {
      if (!this.#isDone) copy(chunk);
      if (stream.isTTY && !this.#isDone) {
        await this.#stop;
        this.#screen.leave();
      }
      return write(chunk);
    };
  }
}

/** Cuts chunks into lines that are safe to show, however the chunks are cut; a line is handed on when it is whole. */
function lineCopier(hand: (lines: readonly string[]) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = (lines.pop() as string).slice(-4096);
    hand(lines.slice(-200).flatMap(printableLines));
  };
}
