import { createInspector } from '@statelyai/inspect';
import type { InspectionEvent } from 'xstate';
import type { Feed, FeedOptions } from './feed.ts';
import { orderedDefinition } from './ordered-definition.ts';
import { plain } from './plain.ts';

/** Deeper than any chart and any context: the package cuts off at 10, which is in the middle of the run's chart. */
const DEPTH = 100;

type Told = Parameters<Parameters<typeof createInspector>[0]['send']>[0];

/** Feeds `@statelyai/inspect`: its own code makes the messages, and our relay, which keeps all of them, sends them. */
export function statelyFeed({ relay, redact }: Pick<FeedOptions, 'relay' | 'redact'>): Feed {
  const definitions = new Map<string, string>();
  const told: string[] = [];
  const clean = (event: Told): Told => {
    const definition = definitions.get(event.sessionId);
    const whole = event.type === '@xstate.actor' && definition !== undefined ? { ...event, definition } : event;
    return redact(plain(whole)) as unknown as Told;
  };
  const send = (event: Told) => {
    const message = JSON.stringify(event);
    told.push(message);
    relay.send(message);
  };
  const inspector = createInspector({ send }, { serialize: clean, serializationDepthLimit: DEPTH });
  relay.sockets.on('connection', (client) => {
    for (const message of told) client.send(message);
  });
  return {
    inspect(inspected: InspectionEvent) {
      if (inspected.type === '@xstate.actor') {
        const definition = orderedDefinition(inspected.actorRef);
        if (definition !== undefined) definitions.set(inspected.actorRef.sessionId, definition);
      }
      inspector.inspect.next?.(inspected);
    },
    // The package sends by timers of 0 ms: ours comes after them.
    end: () => new Promise((resolve) => setTimeout(resolve, 1)),
  };
}
