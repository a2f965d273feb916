import { readHostFacts } from '../../engine/bundle/host-facts.ts';
import type { MadeContainer } from '../../engine/runtime/container.ts';
import type { Actors, RunRequest, Tools, Work } from '../../machines/actors/contract.ts';
import type { Display } from '../../machines/actors/real/display.ts';
import type { HandChange } from '../../machines/facts.ts';
import { STEPS, type StepName } from '../../machines/steps.ts';
import { hasEnded, outputOf, type Story } from '../../machines/story.ts';
import { UsageError } from '../errors.ts';
import { readChange } from './change.ts';

/**
 * What a person changes of a run while it stands still. Before config.json is written, what was asked for is changed;
 * afterwards only what the kernel lets change of a process that is there: its memory limit. Each change becomes evidence
 * of the step that comes next, so that it is told and recorded with everything else.
 */
export class ChangesByHand {
  #request: RunRequest;
  #container: MadeContainer | undefined;
  #untold: HandChange[] = [];
  readonly #onEnv: (variables: readonly string[]) => void;

  /** @param onEnv told of variables that were set: their values are secrets as those of `--env` are */
  constructor(request: RunRequest, onEnv: (variables: readonly string[]) => void = () => {}) {
    this.#request = request;
    this.#onEnv = onEnv;
  }

  /** Makes one change, and gives back a sentence about it. @throws UsageError, and the engine's errors where it cannot be made */
  change(text: string, story: Story): string {
    const refusal = refusalOf(text, story);
    if (refusal !== undefined) return refusal;
    const { told, request } = readChange(text, this.#request, readHostFacts());
    if (isWritten(story)) this.#limitMemory(request);
    this.#request = request;
    this.#onEnv(request.process.env);
    this.#untold.push(told);
    return `Changed by hand: ${changeLine(told)}.`;
  }

  /** The same actors, for which the request is the changed one. */
  actors(actors: Actors): Actors {
    const tell =
      (step: StepName): Work<unknown, unknown> =>
      (input, tools) => {
        this.#tell(tools);
        return (actors[step] as Work<unknown, unknown>)(input, tools);
      };
    const steps = Object.keys(STEPS) as StepName[];
    const telling = Object.fromEntries(steps.map((step) => [step, tell(step)])) as unknown as Actors;
    return {
      ...telling,
      writeBundle: (input, tools) => {
        this.#tell(tools);
        return actors.writeBundle({ ...input, request: this.#request }, tools);
      },
    };
  }

  /** The same display, which is how the container becomes known here. */
  display(display: Display): Display {
    return {
      attach: (container) => {
        this.#container = container;
        return display.attach(container);
      },
      carry: (container, keep) => display.carry(container, keep),
    };
  }

  #limitMemory({ process: { resources } }: RunRequest): void {
    const memory = resources?.memory ?? 0;
    const cgroup = this.#container?.cgroup;
    if (cgroup === undefined)
      throw new UsageError('the container has no cgroup of its own, so nothing limits its memory');
    cgroup.setLimits({ memory: { limit: memory === 0 ? -1 : memory } });
  }

  #tell(tools: Tools): void {
    const changes = this.#untold.splice(0);
    if (changes.length === 0) return;
    tools.show(`Changed by hand: ${changes.map(changeLine).join('; ')}.`, {
      'changed by hand': changes,
    });
  }
}

const changeLine = ({ name, before, after }: HandChange) => `${name}, from ${before} to ${after}`;

/** From then on init does what it was told. */
const isWritten = (story: Story) => hasEnded(story, 'writeBundle');

/** Why this cannot be changed any more; undefined where it can. */
function refusalOf(text: string, story: Story): string | undefined {
  if (!isWritten(story)) return undefined;
  if (hasEnded(story, 'awaitExit')) return 'The program has ended: nothing of it can be changed any more.';
  if (!/^memory\b/.test(text.trim()))
    return 'config.json is written, and init has done what it says: only the memory limit can still be changed.';
  if (outputOf(story, 'attachStreams') === undefined && !hasEnded(story, 'attachStreams'))
    return 'The container is being created: its memory limit can be changed as soon as it is.';
  return undefined;
}
