import { printable } from '../../engine/image/printable.ts';
import type { Progress } from '../../machines/evidence.ts';
import type { Output } from '../io.ts';
import { isMoving, type LayerProgress, layerLine, liveLayerLine } from './layer-line.ts';

/** Shows a person how a pull moves on. */
export interface ProgressDisplay {
  /** A line of docker's about the pull: nobody misses anything who does not see it. */
  say(text: string): void;
  /** How far it is, and what a person has to hear: warnings. */
  show(progress: Progress): void;
  /** Draws what is still to be drawn; to be called before anything else is written below. */
  end(): void;
}

/** The display that fits the stream: a live line for each layer on a terminal, else docker's plain lines. */
export function pullProgress(out: Output): ProgressDisplay {
  return out.isTTY ? new LiveProgress(out) : new PlainProgress(out);
}

/** Shows nothing. */
export const noProgress: ProgressDisplay = { say() {}, show() {}, end() {} };

/** One line whenever a layer's status changes, without those that count bytes: what docker writes into a pipe. */
class PlainProgress implements ProgressDisplay {
  readonly #out: Output;
  readonly #last = new Map<string, string>();

  constructor(out: Output) {
    this.#out = out;
  }

  say(text: string): void {
    this.#out.write(`${printable(text)}\n`);
  }

  show(progress: Progress): void {
    if (progress.kind === 'line') this.say(progress.text);
    if (progress.kind === 'layer') this.#showLayer(progress);
  }

  #showLayer(progress: LayerProgress): void {
    if (isMoving(progress) || this.#last.get(progress.digest) === progress.status) return;
    this.#last.set(progress.digest, progress.status);
    this.#out.write(`${layerLine(progress)}\n`);
  }

  end(): void {}
}

/** How often moving bytes are redrawn, in milliseconds; a change of status is drawn at once. */
const REDRAW_AFTER = 50;

/** A block of lines, one for each layer, redrawn in place below what was printed before. */
class LiveProgress implements ProgressDisplay {
  readonly #out: Output;
  readonly #layers = new Map<string, LayerProgress>();
  #drawn: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(out: Output) {
    this.#out = out;
  }

  say(text: string): void {
    this.#print(text);
  }

  show(progress: Progress): void {
    if (progress.kind === 'line') this.say(progress.text);
    if (progress.kind === 'layer') this.#showLayer(progress);
  }

  #showLayer(progress: LayerProgress): void {
    const before = this.#layers.get(progress.digest);
    this.#layers.set(progress.digest, progress);
    if (before?.status !== progress.status) this.#draw();
    else this.#timer ??= setTimeout(() => this.#draw(), REDRAW_AFTER).unref();
  }

  end(): void {
    if (this.#timer !== undefined) this.#draw();
    this.#layers.clear();
    this.#drawn = [];
  }

  /** A line of its own ends the block: what follows stands below. */
  #print(text: string): void {
    this.end();
    this.#out.write(`${printable(text)}\n`);
  }

  /** Goes up to the first line that differs; lines that have left the top of the screen are out of reach. */
  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = [...this.#layers.values()].map((layer) => liveLayerLine(layer, this.#out.columns ?? 80));
    const changed = lines.findIndex((line, at) => line !== this.#drawn[at]);
    if (changed === -1) return;
    const reach = (this.#out.rows ?? 24) - 1;
    const first = Math.max(changed, this.#drawn.length - reach);
    const up = this.#drawn.length - first;
    const back = up > 0 ? `\r\x1b[${up}A` : '';
    this.#out.write(
      `${back}${lines
        .slice(first)
        .map((line) => `\x1b[2K${line}\n`)
        .join('')}`,
    );
    this.#drawn = lines;
  }
}
