import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { Json } from '../../engine/json.ts';
import type { RunEntry, RunEvent } from '../../engine/record/entry.ts';
import type { LayerInput } from '../../machines/actors/contract.ts';
import type { Badge, Evidence, Progress } from '../../machines/evidence.ts';
import { STEPS, type StepName } from '../../machines/steps.ts';
import { answeredIn } from '../../machines/story.ts';
import { MACHINES } from '../chart/machines.ts';
import type { News } from './page/messages.ts';

/** Tells a page what a recorder is told, or a run file tells: the two have the same words. */
export class Narrator {
  readonly #badge: Badge;
  readonly #steps = new Map<number, StepName>();

  constructor(badge: Badge) {
    this.#badge = badge;
  }

  /** What the page is to hear of the event; undefined where that is nothing. */
  newsOf(event: RunEvent | RunEntry): News | undefined {
    switch (event.kind) {
      case 'call':
        return this.#callNews(event);
      case 'turn':
        return turnNews(event);
      case 'evidence':
        return this.#evidenceNews(event);
      case 'progress':
        return { kind: 'progress', call: event.call, progress: event.progress as unknown as Progress };
      case 'output':
        return { kind: 'output', stream: event.stream, data: event.data };
      case 'outputOmitted':
        return { kind: 'outputOmitted', stream: event.stream };
      case 'done':
        return { kind: 'done', call: event.call };
      case 'failed':
        return { kind: 'failed', call: event.call, error: event.error };
      case 'state':
        return stateNews(event);
      case 'prediction':
        return event;
      case 'end':
        return undefined;
      default:
        // A kind of a later version.
        return undefined;
    }
  }

  #callNews({ call, step, input }: Extract<RunEvent, { kind: 'call' }>): News | undefined {
    if (!Object.hasOwn(STEPS, step)) return undefined;
    const name = step as StepName;
    this.#steps.set(call, name);
    const layer = STEPS[name].chart === 'layer' ? ((input as unknown as LayerInput).layer?.digest ?? null) : null;
    return { kind: 'call', call, step: name, layer };
  }

  #evidenceNews({ call, sentence, facts, check }: Extract<RunEvent, { kind: 'evidence' }>): News | undefined {
    const step = this.#steps.get(call);
    if (step === undefined) return undefined;
    const evidence: Evidence = { step, badge: this.#badge, sentence, facts, check };
    return { kind: 'evidence', call, evidence };
  }
}

const turnNews = ({ call, detail, facts }: Extract<RunEvent, { kind: 'turn' }>): News => ({
  kind: 'turn',
  call,
  detail,
  answered: answeredIn(facts as Record<string, Json>),
});

/** A recording has the value of a state, where a running chart has the states themselves. */
function stateNews({ chart, state, event }: Extract<RunEvent, { kind: 'state' }>): News | undefined {
  const name = chart.startsWith('layer') ? 'layer' : chart;
  if (!Object.hasOwn(MACHINES, name)) return undefined;
  const machine: AnyStateMachine = MACHINES[name as keyof typeof MACHINES];
  return { kind: 'state', actor: chart, machine: name, active: activeIn(machine.root, state), event };
}

/** The ids of the state and of those inside it that the value names. */
function activeIn(node: AnyStateNode, value: Json): string[] {
  const inner = typeof value === 'string' ? { [value]: {} } : ((value ?? {}) as Readonly<Record<string, Json>>);
  const active = Object.entries(inner).flatMap(([key, below]) => {
    const child = Object.hasOwn(node.states, key) ? (node.states[key] as AnyStateNode) : undefined;
    return child === undefined ? [] : activeIn(child, below);
  });
  return [node.id, ...active];
}
