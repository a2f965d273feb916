import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { Json } from '../../../engine/json.ts';
import { redactor } from '../../../engine/record/redact.ts';
import { isDecision } from '../decisions.ts';
import type { Stopped } from '../inspector.ts';
import type { RunInspector } from '../run-inspector.ts';
import { Watchers } from '../watchers.ts';
import type { Feed, FeedOptions } from './feed.ts';
import { Relay } from './relay.ts';
import { Stops } from './stops.ts';

/** What is bridged. */
export interface BridgeSubject {
  readonly image: string;
  /** `KEY=value` of the container: the values stay out. */
  readonly env: readonly string[];
}

/** Shows a run to an inspector that others have made: its charts, and its stops as one more chart. */
export class Bridge implements RunInspector {
  readonly watchers = new Watchers();
  readonly #relay = new Relay((count) => this.watchers.count(count));
  readonly #subject: BridgeSubject;
  readonly #feed: Feed;
  readonly #stops: Stops;
  #redact: (value: Json) => Json;
  #interrupt: () => void = () => {};
  #listening: Promise<string> | undefined;

  constructor(subject: BridgeSubject, feedOf: (options: FeedOptions) => Feed) {
    this.#subject = subject;
    this.#redact = redactor(subject.env, subject.image);
    this.#feed = feedOf({
      relay: this.#relay,
      redact: (value) => this.#redact(value),
      maySend: isAnswer,
      onSent: (_, event) => this.#answer(event),
    });
    this.#stops = new Stops(this.inspect);
  }

  readonly inspect = (inspected: InspectionEvent): void => this.#feed.inspect(inspected);

  get isWatched(): boolean {
    return this.watchers.areThere;
  }

  /** Opens the server, and gives back the address. Idempotent. */
  listen(): Promise<string> {
    this.#listening ??= this.#relay.open();
    return this.#listening;
  }

  ask(stopped: Stopped) {
    return this.#stops.ask(stopped);
  }

  onInterrupt(interrupt: () => void): void {
    this.#interrupt = interrupt;
  }

  /** The values of these variables stay out too. */
  hide(variables: readonly string[]): void {
    this.#redact = redactor([...this.#subject.env, ...variables], this.#subject.image);
  }

  // Evidence, output and predictions are not in the charts, and others have no place for them.
  readonly actors: RunInspector['actors'] = (actors) => actors;
  readonly sinks: RunInspector['sinks'] = (sinks) => sinks;
  readonly isBreakpoint = () => false;
  readonly classroom = undefined;
  readonly askPrediction: RunInspector['askPrediction'] = () => ({ given: new Promise(() => {}), settle() {} });
  verdict(): void {}
  lend(): void {}
  end(): void {}

  /** Resolves when the client has got the end of the story, or does not read it. */
  async close(): Promise<void> {
    this.#stops.end();
    await this.#feed.end();
    await this.#relay.close();
  }

  #answer(event: string): void {
    const isTaken = this.#stops.answer(event);
    if (!isTaken && (event === 'quit' || event === 'user.interrupt')) this.#interrupt();
  }
}

/** The stops can be answered, and the run be interrupted; all other events are the run's own. */
const isAnswer = (actor: AnyActorRef, event: string) =>
  actor.id === 'stops' ? isDecision(event) : actor.id === 'run' && event === 'user.interrupt';
