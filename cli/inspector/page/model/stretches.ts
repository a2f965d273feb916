import { LIFECYCLE, type LifecycleState } from '../../../../machines/steps.ts';
import type { Chronicle } from './chronicle.ts';

/** A part of the story that belongs to one of the six states. */
export interface Stretch {
  readonly lifecycle: LifecycleState;
  /** Sequence numbers. */
  readonly from: number;
  readonly to: number;
}

/** How the story is divided among the six states: by where the outermost chart is. */
export function stretchesOf(chronicle: Chronicle): Stretch[] {
  const changes = chronicle.of('state').flatMap(({ machine, active, sequence }) => {
    const lifecycle = machine === 'run' ? lifecycleOf(active) : undefined;
    return lifecycle === undefined ? [] : [{ lifecycle, sequence }];
  });
  const starts = changes.filter(({ lifecycle }, at) => lifecycle !== changes[at - 1]?.lifecycle);
  return starts.map(({ lifecycle, sequence }, at) => ({
    lifecycle,
    from: at === 0 ? 0 : sequence,
    to: starts[at + 1]?.sequence ?? chronicle.messages.length,
  }));
}

/** While the program runs two of them go on at once; before it starts the streams are what matters. */
function lifecycleOf(active: readonly string[]): LifecycleState | undefined {
  const here = LIFECYCLE.filter((name) => active.some((id) => id === `run.${name}` || id.endsWith(`.${name}`)));
  const isHeld = active.includes('run.containerRunning.containerExecution.held');
  return isHeld ? 'outputDisplay' : here[0];
}
