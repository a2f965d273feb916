import type { Json } from '../../engine/json.ts';
import { recordedError } from '../../engine/record/entry.ts';
import { redactor } from '../../engine/record/redact.ts';
import type { Actors } from '../../machines/actors/contract.ts';
import type { Decision } from '../../machines/actors/pace.ts';
import { recordedActors } from '../../machines/actors/recorded.ts';
import type { StepName } from '../../machines/steps.ts';
import type { Verdict } from '../predict/answer.ts';
import type { Asked } from '../predict/predictions.ts';
import { recordedVerdict } from '../recording.ts';
import type { Sink } from '../terminal/output-display.ts';
import type { Page } from '../terminal/step-view/page.ts';
import type { Assets } from './api.ts';
import { Breakpoints } from './breakpoints.ts';
import { chartNews } from './chart-news.ts';
import { type BlobSource, NamedBlobs } from './named-blobs.ts';
import { Narrator } from './narrator.ts';
import { OutputKeeper } from './output-keeper.ts';
import type { News, RunHead, Stop } from './page/messages.ts';
import { type Prediction, Quiz } from './quiz.ts';
import { newsRedactor } from './redact-news.ts';
import { redactedArchive } from './redacted-archive.ts';
import { Scribe } from './scribe.ts';
import type { SharedPlace } from './share/own-address.ts';
import type { SharedClass } from './share/shared-class.ts';
import { Outbox } from './thread/outbox.ts';
import { Serving } from './thread/serving.ts';
import { Watchers } from './watchers.ts';

/** What is inspected, and what the page is made of. */
export interface InspectorSubject {
  readonly head: RunHead;
  /** `KEY=value` of the container: the values stay out of the page. */
  readonly env: readonly string[];
  /** Read when the server is about to listen: most prepared inspectors never do. */
  readonly assets: () => Assets;
}

/** How a run has ended. */
export interface RunEnding {
  readonly sentence: string;
  readonly exitCode: number | undefined;
  readonly error: unknown;
}

/** What of a stop is put before the pages. */
export type Stopped = Pick<Page, 'step' | 'lifecycle' | 'state' | 'detail' | 'description' | 'spec' | 'facts'>;

/** A stop that was put before the pages. */
export interface Question {
  /** Resolves when a page has answered. */
  readonly decision: Promise<Decision>;
  /** Somebody else has. */
  readonly settle: (decision: Decision) => void;
}

/** A page in the browser that sees what the terminal sees, and may answer what the terminal is asked. */
export class Inspector {
  /** Told of whatever goes on in the charts: for `inspect` of `createActor`. */
  readonly inspect = chartNews((news) => this.#tell(news));
  readonly watchers = new Watchers();
  readonly #scribe = new Scribe();
  readonly #outbox = new Outbox();
  readonly #assets: () => Assets;
  readonly #narrator: Narrator;
  readonly #output = new OutputKeeper();
  readonly #image: string;
  #secrets: readonly string[];
  #redact: (news: News) => News;
  #redactJson: (value: Json) => Json;
  readonly #start = performance.now();
  readonly #breakpoints = new Breakpoints();
  readonly #quiz = new Quiz((news) => this.#tell(news));
  readonly #blobs = new NamedBlobs();
  readonly #archive = redactedArchive(this.#blobs, (value) => this.#redactJson(value));
  #serving: Serving | undefined;
  #starting: Promise<Serving> | undefined;
  #stops = 0;
  #hasEnded = false;
  #answer: ((decision: Decision) => void) | undefined;
  #interrupt: () => void = () => {};

  private constructor({ head, env, assets }: InspectorSubject) {
    this.#assets = assets;
    this.#image = head.image;
    this.#secrets = env;
    this.#redact = newsRedactor(env, head.image);
    this.#redactJson = redactor(env, head.image);
    this.#narrator = new Narrator(head.badge);
    this.#tell({ kind: 'run', head });
  }

  /**
   * Begins to serve, also a class where that has a place.
   *
   * @throws CannotShare where nothing can listen at that place
   */
  static async open(subject: InspectorSubject, place?: SharedPlace): Promise<Inspector> {
    const inspector = Inspector.prepare(subject);
    await inspector.#serve(place);
    return inspector;
  }

  /** One that writes everything down, and that nobody can reach before it listens. */
  static prepare(subject: InspectorSubject): Inspector {
    return new Inspector(subject);
  }

  /** Begins to serve, and gives back the address for the person, good for one use. Idempotent. */
  async listen(): Promise<string> {
    return (await this.#serve()).address;
  }

  /** The class that follows, where one was let in. */
  get classroom(): SharedClass | undefined {
    return this.#serving?.classroom;
  }

  /** True while a page is open. */
  get isWatched(): boolean {
    return this.watchers.areThere;
  }

  /** The values of these variables stay out of the page too. */
  hide(variables: readonly string[]): void {
    this.#secrets = [...this.#secrets, ...variables];
    this.#redact = newsRedactor(this.#secrets, this.#image);
    this.#redactJson = redactor(this.#secrets, this.#image);
    this.#serving?.forgetLayers();
  }

  /** The same actors; what they are asked, show and come to is told to the page. */
  actors(actors: Actors): Actors {
    const write = (event: Parameters<Narrator['newsOf']>[0]) => this.#tell(this.#narrator.newsOf(event));
    return recordedActors(actors, { write, errorOf: recordedError, now: () => performance.now() });
  }

  /** The same sinks; what the program writes is told to the page. */
  sinks({ stdout, stderr }: { readonly stdout: Sink; readonly stderr: Sink }) {
    const kept =
      (stream: 'stdout' | 'stderr', sink: Sink): Sink =>
      (chunk) => {
        for (const news of this.#output.keep(stream, chunk)) this.#tell(news);
        return sink(chunk);
      };
    return { stdout: kept('stdout', stdout), stderr: kept('stderr', stderr) };
  }

  /** From now on pages may look into layers that the story only names. */
  lend(source: BlobSource): void {
    this.#blobs.lend(source);
  }

  /** Whether somebody wants to stop before this step. */
  isBreakpoint(step: StepName): boolean {
    return this.#breakpoints.has(step);
  }

  /** What has come of a prediction. */
  verdict(verdict: Verdict): void {
    this.#tell(recordedVerdict(verdict));
  }

  /** What to do where a page says "quit" while the run is at work. */
  onInterrupt(interrupt: () => void): void {
    this.#interrupt = interrupt;
  }

  /** Puts a stop before every page. */
  ask(page: Stopped): Question {
    this.#stops += 1;
    const number = this.#stops;
    if (page.step !== undefined) this.#breakpoints.stoppedAt(page.step);
    this.#tell({ kind: 'stop', stop: stopOf(page, number) });
    // Somebody waits for it.
    this.#outbox.flush();
    const { promise, resolve } = Promise.withResolvers<Decision>();
    const answered = (decision: Decision, by: 'page' | 'terminal') => {
      this.#answer = undefined;
      this.#tell({ kind: 'decided', number, decision, by });
    };
    this.#answer = (decision) => {
      answered(decision, 'page');
      resolve(decision);
    };
    const settle = (decision: Decision) => {
      if (this.#answer !== undefined && this.#stops === number) answered(decision, 'terminal');
    };
    return { decision: promise, settle };
  }

  /** Puts what is to be predicted before every page. */
  askPrediction(asked: Asked): Prediction {
    const prediction = this.#quiz.ask(asked);
    this.#outbox.flush();
    return prediction;
  }

  /** Idempotent. */
  end({ sentence, exitCode, error }: RunEnding): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const failure = error === undefined ? null : recordedError(error);
    this.#tell({ kind: 'end', ending: sentence, exitCode: exitCode ?? null, error: failure });
  }

  /** Resolves when the pages have got the end of the story, or do not read it. Idempotent. */
  async close(): Promise<void> {
    await (await this.#starting)?.close();
  }

  #serve(place?: SharedPlace): Promise<Serving> {
    this.#starting ??= this.#beginServing(place);
    return this.#starting;
  }

  async #beginServing(place: SharedPlace | undefined): Promise<Serving> {
    const run = {
      archive: this.#archive,
      decide: (number: number, decision: Decision) => this.#decide(number, decision),
      answer: (number: number, answer: number | string | null) => this.#quiz.answer(number, answer),
      setBreakpoint: (state: string, isSet: boolean) => this.#setBreakpoint(state, isSet),
      onPages: (count: number) => this.watchers.count(count),
    };
    this.#serving = await Serving.start({ assets: this.#assets(), place }, run, this.#outbox);
    return this.#serving;
  }

  #decide(number: number, decision: Decision): boolean {
    if (number === this.#stops && this.#answer !== undefined) {
      this.#answer(decision);
      return true;
    }
    if (decision !== 'quit') return false;
    this.#interrupt();
    return true;
  }

  #setBreakpoint(state: string, isSet: boolean): boolean {
    if (!this.#breakpoints.set(state, isSet)) return false;
    this.#tell({ kind: 'breakpoints', states: this.#breakpoints.states });
    return true;
  }

  #tell(news: News | undefined): void {
    if (news === undefined) return;
    this.#blobs.note(news);
    const at = Math.round((performance.now() - this.#start) * 10) / 10;
    this.#outbox.put(this.#scribe.write(this.#redact(news), at));
  }
}

function stopOf(page: Stopped, number: number): Stop {
  const { step, lifecycle, state, detail, description, spec, facts } = page;
  return { number, step, lifecycle, state, detail, description, spec, facts };
}
