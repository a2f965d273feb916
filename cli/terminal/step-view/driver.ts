import { emitKeypressEvents } from 'node:readline';
import { StringDecoder } from 'node:string_decoder';
import type { Decision } from '../../../machines/actors/pace.ts';
import type { Progress } from '../../../machines/evidence.ts';
import type { Input, Output } from '../../io.ts';
import type { LayerProgress } from '../layer-line.ts';
import { type Sink, sinkOf } from '../output-display.ts';
import { printableLines } from '../printable-lines.ts';
import { pullProgress } from '../pull-progress.ts';
import type { Stepper } from '../stepper.ts';
import { heightOf } from './closer-look.ts';
import type { Page } from './page.ts';
import { type Palette, paletteFor } from './palette.ts';
import { Screen } from './screen.ts';
import { INITIAL, type Key, update, type ViewState, withLayer, withOutput, withPage } from './state.ts';
import { view } from './view.ts';

/** The terminal to step on. The screen is drawn on stderr: stdout is the container's, wherever it leads. */
export interface StepScreenOptions {
  readonly keyboard: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Called when the person quits while the run is at work: at a stop, the answer says it. */
  readonly interrupt: () => void;
}

/** How many keys are kept while the run is at work, to be used at the next stop. */
const KEYS_AHEAD = 64;

/**
 * Steps on a full screen. It leaves the screen whenever the container writes to the same terminal, so that the output
 * stands on the ordinary screen exactly as without `--step`, and comes back at the next stop.
 */
export class StepScreen implements Stepper {
  readonly sinks: Stepper['sinks'];
  readonly #keyboard: Input;
  readonly #screen: Screen;
  readonly #stderr: Output;
  readonly #palette: Palette;
  readonly #interrupt: () => void;
  readonly #ahead: Key[] = [];
  readonly #besideScreen: ReturnType<typeof pullProgress>;
  #state: ViewState = INITIAL;
  #decide: ((decision: Decision) => void) | undefined;
  #stop: Promise<unknown> = Promise.resolve();
  #isDone = false;

  constructor({ keyboard, stdout, stderr, interrupt }: StepScreenOptions) {
    this.#keyboard = keyboard;
    this.#screen = new Screen(stderr);
    this.#stderr = stderr;
    this.#palette = paletteFor(stderr);
    this.#interrupt = interrupt;
    this.#besideScreen = pullProgress(stderr);
    this.sinks = { stdout: this.#sinkThrough(stdout), stderr: this.#sinkThrough(stderr) };
    this.#open();
  }

  /** Takes the terminal again where it was given back: whoever runs on may still come to a breakpoint. */
  ask(page: Page): Promise<Decision> {
    if (this.#isDone) this.#open();
    const stop = this.#show(page);
    this.#stop = stop;
    return stop;
  }

  answered(decision: Decision): void {
    if (this.#decide === undefined) return;
    this.#state = { ...this.#state, isWorking: true, screen: 'overview', at: this.#state.pages.length - 1 };
    this.#settle(decision);
    this.#draw();
  }

  tell(): void {}

  async finish(page: Page): Promise<void> {
    if (!this.#isDone) await this.#show(page);
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
    this.#screen.leave();
    this.#keyboard.off('keypress', this.#onKey);
    this.#stderr.off('resize', this.#onResize);
    this.#keyboard.setRawMode?.(false);
    this.#keyboard.pause();
    process.off('exit', this.close);
  };

  #open(): void {
    this.#isDone = false;
    emitKeypressEvents(this.#keyboard);
    this.#keyboard.setRawMode?.(true);
    this.#keyboard.on('keypress', this.#onKey);
    this.#keyboard.resume();
    this.#stderr.on('resize', this.#onResize);
    // An uncaught error ends the process by way of `exit`: the terminal must be usable after that too.
    process.on('exit', this.close);
  }

  #show(page: Page): Promise<Decision> {
    const decided = new Promise<Decision>((resolve) => {
      this.#decide = resolve;
    });
    this.#state = withPage({ ...this.#state, layers: [] }, page);
    while (this.#decide !== undefined && this.#ahead.length > 0) this.#press(this.#ahead.shift()!);
    this.#draw();
    return decided;
  }

  readonly #onKey = (_: string | undefined, key: Key): void => {
    if (this.#decide === undefined) this.#pressWhileWorking(key);
    else this.#press(key);
    if (this.#screen.isEntered) this.#draw();
  };

  #pressWhileWorking(key: Key): void {
    if (key.ctrl && key.name === 'c') this.#interrupt();
    else if (this.#ahead.length < KEYS_AHEAD) this.#ahead.push(key);
  }

  #press(key: Key): void {
    const height = heightOf(this.#screen.size);
    this.#state = update({ ...this.#state, height }, key);
    const { decision } = this.#state;
    if (decision !== undefined) this.#settle(decision);
  }

  #settle(decision: Decision): void {
    const decide = this.#decide;
    this.#decide = undefined;
    if (decide !== undefined && decision === 'runOn') this.close();
    decide?.(decision);
  }

  readonly #onResize = (): void => {
    this.#screen.clear();
    if (this.#screen.isEntered) this.#draw();
  };

  #draw(): void {
    if (this.#isDone) return;
    this.#screen.draw(view(this.#state, { ...this.#screen.size, palette: this.#palette }));
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
