import type { Json } from '../engine/json.ts';
import type { StepEnding } from '../machines/actors/contract.ts';
import type { PaceListener } from '../machines/actors/pace.ts';
import type { StepName } from '../machines/steps.ts';
import { answeredIn, type Story, type Told } from '../machines/story.ts';

/** So much of the output is kept in memory to be looked at. */
const MOST_OUTPUT = 1024 * 1024;

/** Writes a story down while it happens. */
export class StoryTeller {
  readonly #subject: Pick<Story, 'request' | 'badge'>;
  readonly #told: Told[] = [];
  #bytes = 0;

  constructor(subject: Pick<Story, 'request' | 'badge'>) {
    this.#subject = subject;
  }

  /** Hears of everything that a pace hears of. */
  readonly listener: PaceListener = {
    onTurn: (step, detail, facts) => {
      this.#told.push({ kind: 'turn', step, detail, answered: answeredIn(facts) });
    },
    onEvidence: (evidence) => {
      this.#told.push({ kind: 'evidence', evidence });
    },
    onEnded: (step, ending) => {
      this.#told.push(endingOf(step, ending));
    },
  };

  /** What the container has written. */
  output(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    const room = Math.max(0, MOST_OUTPUT - this.#bytes);
    this.#bytes += chunk.length;
    this.#told.push({ kind: 'output', stream, bytes: new Uint8Array(chunk.subarray(0, room)), size: chunk.length });
  }

  /** The story up to now; what happens later is not in it. */
  story(): Story {
    return { ...this.#subject, told: [...this.#told] };
  }
}

function endingOf(step: StepName, ending: StepEnding): Told {
  if ('output' in ending) return { kind: 'ended', step, output: ending.output as Json | undefined };
  const { message, hint } = (ending.error ?? {}) as { readonly message?: unknown; readonly hint?: unknown };
  const error = {
    message: typeof message === 'string' ? message : String(ending.error),
    hint: typeof hint === 'string' ? hint : '',
  };
  return { kind: 'failed', step, error };
}
