import type { Decision } from '../../../machines/actors/pace.ts';
import type { Progress } from '../../../machines/evidence.ts';
import type { Input, Output } from '../../io.ts';
import type { Asked } from '../../predict/predictions.ts';
import { copyToClipboard } from '../clipboard.ts';
import type { LayerProgress } from '../layer-line.ts';
import { type Sink, sinkOf } from '../output-display.ts';
import { pullProgress } from '../pull-progress.ts';
import type { Stepper } from '../stepper.ts';
import type { StopDeeds } from '../stop-deeds.ts';
import { Clock } from './clock.ts';
import { type Key, update } from './keys.ts';
import { lineCopier } from './line-copier.ts';
import type { Page } from './page.ts';
import { paletteFor } from './palette.ts';
import { Pending } from './pending.ts';
import { Stage } from './stage.ts';
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
  /** Seconds after which a stop goes on by itself. */
  readonly auto?: number | undefined;
  /** Called when the person quits while the run is at work: at a stop, the answer says it. */
  readonly interrupt: () => void;
  /** Stops this process and those beside it, until somebody lets them go on. */
  readonly suspend?: () => void;
}

/** How many keys are kept while the run is at work, to be used at the next stop. */
const KEYS_AHEAD = 64;

/**
 * Steps on a full screen. It leaves the screen whenever the container writes to the same terminal, so that the output
 * stands on the ordinary screen exactly as without `--step`, and comes back at the next stop.
 */
export class StepScreen implements Stepper {
  readonly sinks: Stepper['sinks'];
  readonly #options: StepScreenOptions;
  readonly #stage: Stage;
  readonly #palette: Frame['palette'];
  readonly #clock: Clock;
  readonly #pending = new Pending();
  readonly #ahead: Key[] = [];
  readonly #besideScreen: ReturnType<typeof pullProgress>;
  readonly #unheard: string[] = [];
  #state: ViewState = INITIAL;
  #isDone = false;

  constructor(options: StepScreenOptions) {
    const { stdout, stderr, auto, isPresenting } = options;
    this.#options = options;
    this.#palette = paletteFor(stderr, isPresenting);
    this.#besideScreen = pullProgress(stderr);
    this.#clock = new Clock(auto, { onTick: (left) => this.#tick(left), onEnd: () => this.#goOn() });
    this.sinks = { stdout: this.#sinkThrough(stdout), stderr: this.#sinkThrough(stderr) };
    this.#stage = new Stage(options.keyboard, stderr, {
      onKeys: (keys) => this.#onKeys(keys),
      onHangUp: () => this.#onHangUp(),
      onResize: () => this.#redraw(),
    });
    this.#open();
  }

  get isLent(): boolean {
    return this.#stage.isLent;
  }

  /** Takes the terminal again where it was given back: whoever runs on may still come to a breakpoint. */
  async ask(page: Page): Promise<Decision> {
    const early = this.#pending.takeEarly();
    if (early !== undefined) return early;
    const decision = this.#pending.decision();
    this.#show(page);
    return decision;
  }

  async predict(page: Page, asked: Asked): Promise<string | undefined> {
    if (this.#pending.hasEarly) return undefined;
    const answer = this.#pending.answer();
    this.#show(page, asked);
    return answer;
  }

  predicted(given: string | undefined): void {
    if (this.#pending.isQuestion) this.#give(given);
  }

  answered(decision: Decision): void {
    if (!this.#pending.isStop) return;
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

  say(text: string): void {
    if (!this.#stage.isShown) this.#besideScreen.say(text);
  }

  show(progress: Progress): void {
    if (!this.#stage.isShown) this.#besideScreen.show(progress);
    else if (progress.kind === 'layer') this.#showLayer(progress);
    else if (progress.kind === 'line') this.#unheard.push(progress.text);
  }

  /** A warning that came while the screen was shown is to be read where one looks afterwards. */
  #sayUnheard(): void {
    for (const text of this.#unheard.splice(0)) this.#besideScreen.say(text);
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
    this.#stage.endLoan();
    this.#stage.giveBack();
    this.#sayUnheard();
    process.off('exit', this.close);
  };

  #open(): void {
    this.#isDone = false;
    this.#stage.take();
    // An uncaught error ends the process by way of `exit`: the terminal must be usable after that too.
    process.on('exit', this.close);
  }

  #show(page: Page, asked?: Asked): void {
    if (this.#isDone) this.#open();
    const isKnown = this.#state.pages.at(-1) === page;
    const state = isKnown
      ? { ...this.#state, isWorking: false, quiz: undefined, deed: undefined }
      : withPage(this.#state, page);
    this.#state = { ...(asked === undefined ? state : withQuiz(state, asked)), layers: [] };
    this.#clock.start();
    while (this.#pending.isOpen && this.#ahead.length > 0) this.#press(this.#ahead.shift()!);
    this.#draw();
  }

  #onKeys(keys: readonly Key[]): void {
    for (const key of keys) {
      if (this.#pending.isOpen) this.#press(key);
      else this.#pressWhileWorking(key);
    }
    this.#redraw();
  }

  /** Whoever has closed the terminal is not asked any more: the run ends, and is cleaned up. */
  #onHangUp(): void {
    if (this.#isDone) return;
    this.close();
    this.#options.interrupt();
  }

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
    if (deed.kind === 'suspend') this.#handOver((onContinue) => this.#stage.suspend(this.#options.suspend, onContinue));
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

  /** Whoever runs on wants to see the terminal, and not the screen. */
  #settle(decision: Decision): void {
    this.#clock.stop();
    if (!this.#pending.isQuestion && (decision === 'runOn' || decision === 'toEnd')) this.close();
    this.#pending.decide(decision);
  }

  #give(given: string | undefined): void {
    this.#clock.stop();
    this.#state = { ...this.#state, quiz: undefined };
    this.#pending.give(given);
  }

  /** The clock has run out. */
  #goOn(): void {
    if (this.#pending.isQuestion) this.#give(undefined);
    else this.answered('goOn');
  }

  #tick(left: number): void {
    this.#state = { ...this.#state, countdown: left };
    this.#redraw();
  }

  #copy(text: string): void {
    copyToClipboard(text, this.#options.stderr);
    this.#state = withMessage(this.#state, `Copied, if the terminal allows it: ${text}`);
  }

  async #openInspector(): Promise<void> {
    try {
      const { sentence, address } = await this.#options.deeds.openInspector();
      copyToClipboard(address, this.#options.stderr);
      this.#state = withMessage(this.#state, sentence);
    } catch (error) {
      this.#state = withMessage(this.#state, (error as Error).message);
    }
    this.#draw();
  }

  #openShell(): void {
    const plan = this.#options.deeds.shell(this.#story);
    if (typeof plan === 'string') this.#state = withMessage(this.#state, plan);
    else this.#handOver((onBack) => this.#stage.lend(plan, onBack));
  }

  /** Leaves the terminal to somebody else, and comes back with what there is to say of it. */
  #handOver(give: (onBack: (message?: string) => void) => void): void {
    this.#clock.stop();
    give((message) => {
      if (this.#isDone) return;
      if (message !== undefined) this.#state = withMessage(this.#state, message);
      this.#stage.take();
      this.#clock.start();
      this.#draw();
    });
  }

  get #frame(): Frame {
    const { lessonOf, isPresenting = false } = this.#options;
    return { ...this.#stage.size, palette: this.#palette, isPresenting, lessonOf };
  }

  #draw(): void {
    if (!this.#isDone && !this.#stage.isLent) this.#stage.draw(view(this.#state, this.#frame));
  }

  /** Shows what has changed, where the screen is shown at all. */
  #redraw(): void {
    if (this.#stage.isShown) this.#draw();
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
        await this.#pending.settled;
        this.#stage.leaveScreen();
        this.#sayUnheard();
      }
      return write(chunk);
    };
  }
}
