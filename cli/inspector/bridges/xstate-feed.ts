import { EventEmitter } from 'node:events';
import { inspect } from 'learn-run-xstate-4';
import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { Feed, FeedOptions } from './feed.ts';
import { V4Service } from './v4-service.ts';

/** Where `@xstate/inspect` keeps what services register with; one in a process. */
interface DevTools {
  register(service: V4Service): void;
}

interface Known {
  readonly actor: AnyActorRef;
  readonly service: V4Service;
}

/**
 * Feeds `@xstate/inspect`, which speaks the protocol of XState 4. It is handed our relay in place of a server of its own,
 * and of what clients say only what cannot harm it: a message that it does not understand would end this process.
 */
export function xstateFeed({ relay, redact, maySend, onSent }: FeedOptions): Feed {
  const known = new Map<string, Known>();
  const server = Object.assign(new EventEmitter(), { clients: relay.sockets.clients });
  relay.sockets.on('connection', (client) => {
    const heard = new EventEmitter();
    server.emit('connection', heard);
    client.on('message', (data, isBinary) => {
      const message = isBinary ? undefined : harmless((data as Buffer).toString(), known, maySend);
      if (message !== undefined) heard.emit('message', message, false);
    });
  });
  inspect({ server: server as unknown as Parameters<typeof inspect>[0]['server'] });
  const devTools = (globalThis as unknown as { readonly __xstate__: DevTools }).__xstate__;
  const end = (sessionId: string) => {
    known.get(sessionId)?.service.tellStop();
    known.delete(sessionId);
  };
  return {
    inspect(inspected: InspectionEvent) {
      const actor = inspected.actorRef as AnyActorRef;
      const service = known.get(actor.sessionId)?.service;
      relay.dropSlow();
      if (inspected.type === '@xstate.event') service?.tellEvent(inspected.event);
      if (inspected.type !== '@xstate.snapshot') return;
      if (service !== undefined) service.tellState(inspected);
      else {
        // XState 5 tells of an actor before it has a state: the package needs one.
        const fresh = new V4Service(actor, inspected, { redact, onSent: (event) => onSent(actor, event) });
        known.set(actor.sessionId, { actor, service: fresh });
        devTools.register(fresh);
      }
      if (inspected.snapshot.status !== 'active') end(actor.sessionId);
    },
    async end() {
      for (const sessionId of known.keys()) end(sessionId);
      server.emit('close');
    },
  };
}

/** The message, spelled by us, where it is one that a client may send; undefined for all others. */
function harmless(
  text: string,
  known: ReadonlyMap<string, Known>,
  maySend: FeedOptions['maySend'],
): string | undefined {
  const message = parsed(text);
  if (message?.type === 'xstate.inspecting') return JSON.stringify({ type: 'xstate.inspecting' });
  if (message?.type !== 'xstate.event' || typeof message.event !== 'string') return undefined;
  const sent = parsed(message.event);
  const type = (sent?.data as { readonly type?: unknown } | null | undefined)?.type;
  const actor = typeof sent?.origin === 'string' ? known.get(sent.origin)?.actor : undefined;
  if (actor === undefined || typeof type !== 'string' || !maySend(actor, type)) return undefined;
  const event = { name: type, data: { type }, $$type: 'scxml', type: 'external', origin: actor.sessionId };
  return JSON.stringify({ type: 'xstate.event', event: JSON.stringify(event) });
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
