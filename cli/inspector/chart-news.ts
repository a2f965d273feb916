import type { AnyActorRef, AnyMachineSnapshot, InspectionEvent } from 'xstate';
import type { News } from './page/messages.ts';

/** Tells of everything that XState lets one see of the charts: actors, events, microsteps, actions, snapshots. */
export function chartNews(tell: (news: News) => void): (inspected: InspectionEvent) => void {
  const places = new Map<string, string>();
  return (inspected) => {
    const news = newsOf(inspected);
    // A chart that handles an event and stays where it is has nothing to show; its event was told.
    if (news?.kind === 'state') {
      const { actor, active } = news;
      if (places.get(actor) === active.join()) return;
      places.set(actor, active.join());
    }
    if (news !== undefined) tell(news);
  };
}

function newsOf(inspected: InspectionEvent): News | undefined {
  const actor = nameOf(inspected.actorRef);
  switch (inspected.type) {
    case '@xstate.actor':
      return { kind: 'actor', actor, ...originOf(inspected.actorRef) };
    case '@xstate.event': {
      const from = inspected.sourceRef === undefined ? null : nameOf(inspected.sourceRef);
      return { kind: 'event', actor, event: inspected.event.type, from };
    }
    case '@xstate.action':
      return isOurs(inspected.action.type) ? { kind: 'action', actor, action: inspected.action.type } : undefined;
    case '@xstate.microstep': {
      const ways = inspected._transitions.map(wayOf);
      return ways.length === 0 ? undefined : { kind: 'microstep', actor, event: inspected.event.type, ways };
    }
    case '@xstate.snapshot': {
      if (!('machine' in inspected.snapshot)) return undefined;
      const { machine, _nodes } = inspected.snapshot as AnyMachineSnapshot;
      const active = _nodes.map(({ id }) => id);
      return { kind: 'state', actor, machine: machine.id, active, event: inspected.event.type };
    }
    case '@xstate.transition':
      return undefined;
  }
}

/** Names that XState gives to what it does by itself are of no use to a reader. */
const isOurs = (action: string) => !action.startsWith('xstate.');

const nameOf = (ref: object): string => ('id' in ref ? String(ref.id) : 'system');

function originOf(ref: unknown): { readonly parent: string | null; readonly machine: string | null } {
  const { _parent, logic } = ref as { readonly _parent?: AnyActorRef; readonly logic?: { readonly id?: unknown } };
  const machine = typeof logic?.id === 'string' ? logic.id : null;
  return { parent: _parent === undefined ? null : nameOf(_parent), machine };
}

function wayOf({
  source,
  target,
}: {
  readonly source: { readonly id: string };
  readonly target?: readonly { readonly id: string }[] | undefined;
}): string {
  const to = (target ?? []).map(({ id }) => id).join(', ');
  return to === '' ? `${source.id} stays` : `${source.id} → ${to}`;
}
