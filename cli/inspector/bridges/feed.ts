import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { Json } from '../../../engine/json.ts';
import type { Relay } from './relay.ts';

/** Tells an inspector of others, in its own words, what XState lets one see of the charts. */
export interface Feed {
  inspect(inspected: InspectionEvent): void;
  /** Resolves when everything was told. */
  end(): Promise<void>;
}

export interface FeedOptions {
  readonly relay: Relay;
  /** Takes the secrets out. */
  readonly redact: (value: Json) => Json;
  /** Whether a client may send this event to this actor: a forged result of a step would break the run. */
  readonly maySend: (actor: AnyActorRef, event: string) => boolean;
  /** A client sends this event. */
  readonly onSent: (actor: AnyActorRef, event: string) => void;
}
