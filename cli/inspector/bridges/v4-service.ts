import { createMachine, State, toSCXMLEvent } from 'learn-run-xstate-4';
import type { AnyActorRef, EventObject } from 'xstate';
import type { Json } from '../../../engine/json.ts';
import { plain } from './plain.ts';
import { type StateConfig, v4Config } from './v4-config.ts';

/** What is known of an actor at some moment. */
export interface Moment {
  readonly snapshot: { readonly status: string };
  readonly event: EventObject;
}

export interface ServiceOptions {
  readonly redact: (value: Json) => Json;
  /** Somebody at the other end sends an event. */
  readonly onSent: (event: string) => void;
}

/** What `@xstate/inspect` shows of an actor without a chart: that it is at work, and how it ended. */
const WITHOUT_CHART: StateConfig = {
  initial: 'active',
  states: { active: {}, done: { type: 'final' }, error: { type: 'final' }, stopped: { type: 'final' } },
};

/** What a state of XState 4 has besides, and nobody is shown; it fills in its configuration by itself. */
const EMPTY_STATE = {
  actions: [],
  activities: {},
  meta: {},
  events: [],
  configuration: [],
  transitions: [],
  children: {},
  historyValue: undefined,
  history: undefined,
} as const;

/** An actor of XState 5 in the shape of a service of XState 4: what `@xstate/inspect` reads, and no more. */
export class V4Service {
  readonly id: string;
  readonly sessionId: string;
  readonly machine: ReturnType<typeof createMachine>;
  readonly initialState: unknown;
  readonly #options: ServiceOptions;
  readonly #listeners = new Set<(state: unknown) => void>();
  readonly #stops = new Set<() => void>();
  #isTelling = false;
  #isSending = false;
  state: unknown;

  constructor(actor: AnyActorRef, moment: Moment, options: ServiceOptions) {
    this.id = actor.id;
    this.sessionId = actor.sessionId;
    this.#options = options;
    const config = v4Config(configOf(actor));
    const id = typeof config.id === 'string' ? config.id : actor.id;
    const machine = { ...config, id, predictableActionArguments: true };
    this.machine = createMachine(machine as Parameters<typeof createMachine>[0]);
    this.initialState = this.#stateAt(moment);
    this.state = this.initialState;
  }

  /** Called by the package for its clients; it puts a function of its own before this one, and so learns of events. */
  send(event: { readonly type?: string; readonly name?: string; readonly data?: { readonly type: string } }): void {
    if (this.#isTelling) return;
    this.#isSending = true;
    this.#options.onSent(event.data?.type ?? event.name ?? event.type ?? '');
    this.#isSending = false;
  }

  subscribe(listener: (state: unknown) => void) {
    this.#listeners.add(listener);
    return { unsubscribe: () => this.#listeners.delete(listener) };
  }

  onStop(listener: () => void): this {
    this.#stops.add(listener);
    return this;
  }

  /** The actor is sent an event. What comes from a client the package has told of already. */
  tellEvent(event: EventObject): void {
    if (this.#isSending) return;
    this.#isTelling = true;
    this.send(this.#options.redact(plain(event)) as unknown as { readonly type: string });
    this.#isTelling = false;
  }

  tellState(moment: Moment): void {
    this.state = this.#stateAt(moment);
    for (const listener of this.#listeners) listener(this.state);
  }

  tellStop(): void {
    for (const listener of this.#stops) listener();
  }

  #stateAt({ snapshot, event }: Moment) {
    const { value = snapshot.status, ...rest } = snapshot as { readonly value?: string } & Moment['snapshot'];
    const { context = rest } = plain(snapshot) as { readonly context?: Json };
    const clean = this.#options.redact({ context, event: plain(event) }) as Record<string, never>;
    const _event = toSCXMLEvent(clean.event!, { origin: this.sessionId });
    const state = {
      ...EMPTY_STATE,
      tags: new Set<string>(),
      value,
      context: clean.context,
      _event,
      event: clean.event,
      _sessionid: this.sessionId,
      done: snapshot.status === 'done',
    };
    return this.machine.resolveState(State.create(state as unknown as Parameters<typeof State.create>[0]) as never);
  }
}

function configOf(actor: AnyActorRef): StateConfig {
  const { logic } = actor as { readonly logic?: { readonly config?: unknown } };
  const config = logic?.config as StateConfig | undefined;
  return config?.states === undefined ? WITHOUT_CHART : config;
}
